import Foundation
import ItemBanks
import Testing

/// The banks of this repository, read as the program reads them.
enum ShippedBanks {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "itembanks")

  static func file(_ name: String) throws -> BankFile {
    let url = folder.appending(path: "\(name).jsonl")
    return BankFile(try Data(contentsOf: url), file: "\(name).jsonl")
  }

  static func bank(_ name: String) throws -> Bank {
    let file = try file(name)
    return try #require(file.bank, "\(file.problems)")
  }
}

@Suite struct ShippedBankTests {
  @Test(arguments: ["numeracy", "shell", "lsat6", "lsat7"])
  func hasNothingToComplainAbout(name: String) throws {
    #expect(try ShippedBanks.file(name).problems.map(\.description) == [])
  }

  @Test(arguments: [("numeracy", 240, 7), ("shell", 120, 7)])
  func isLargeAndBroadEnough(name: String, items: Int, domains: Int) throws {
    let bank = try ShippedBanks.bank(name)
    #expect(bank.items.count >= items)
    #expect(Set(bank.items.compactMap(\.domain)).count >= domains)
    #expect(bank.practice?.question != nil)
    #expect(bank.levels.count >= 5)
  }

  @Test(arguments: ["numeracy", "shell"])
  func everyItemIsComplete(name: String) throws {
    for item in try ShippedBanks.bank(name).items {
      let question = try #require(item.question, "\(item.id)")
      #expect(item.parameters != nil && item.domain != nil, "\(item.id)")
      #expect(item.status == .provisional, "\(item.id)")
      #expect(item.source != nil && item.licence != nil, "\(item.id)")
      #expect(item.rationale?.isEmpty == false, "\(item.id)")
      if case .choice(let options, let key) = question.format {
        let wrong = Set(options.indices).subtracting([key]).map(optionLetter)
        #expect(Set(item.misconceptions.keys) == Set(wrong), "\(item.id)")
      }
    }
  }

  /// Neighbouring difficulties are at most this far apart, from below −2.75 to above 2.75.
  @Test(arguments: [("numeracy", 0.16), ("shell", 0.15)])
  func difficultiesLeaveNoHoles(name: String, widest: Double) throws {
    let difficulties = try ShippedBanks.bank(name).items.compactMap(\.parameters?.difficulty)
      .sorted()
    let first = try #require(difficulties.first)
    let last = try #require(difficulties.last)
    #expect(first < -2.75 && last > 2.75)
    let gaps = zip(difficulties, difficulties.dropFirst()).map { $1 - $0 }
    #expect(gaps.allSatisfy { $0 <= widest }, "widest gap \(gaps.max() ?? 0)")
  }

  @Test(arguments: ["numeracy", "shell"])
  func usesEveryKindOfAnswer(name: String) throws {
    var kinds: [String: Int] = [:]
    for item in try ShippedBanks.bank(name).items {
      switch item.question?.format {
      case .choice: kinds["choice", default: 0] += 1
      case .multiple: kinds["multiple", default: 0] += 1
      case .numeric: kinds["numeric", default: 0] += 1
      case .text: kinds["text", default: 0] += 1
      case .partialCredit, .rating, nil: break
      }
    }
    for kind in ["choice", "multiple", "numeric", "text"] {
      #expect(kinds[kind, default: 0] >= 10, "\(kind): \(kinds)")
    }
  }

  /// Whoever always chooses the same letter, or the longest option, must not do better than chance.
  @Test(arguments: ["numeracy", "shell"])
  func keysGiveNothingAway(name: String) throws {
    var positions = [Int](repeating: 0, count: 4)
    var longest = 0
    var count = 0
    for item in try ShippedBanks.bank(name).items {
      guard case .choice(let options, let key) = item.question?.format, options.count == 4 else {
        continue
      }
      count += 1
      positions[key] += 1
      let lengths = options.map(\.count)
      if lengths.filter({ $0 >= lengths[key] }).count == 1 { longest += 1 }
    }
    // Four standard deviations of a binomial with p = ¼.
    let bound = 0.25 * Double(count) + 4 * (Double(count) * 0.25 * 0.75).squareRoot()
    #expect(positions.allSatisfy { Double($0) <= bound }, "\(positions)")
    #expect(Double(longest) <= bound, "the key is the longest option \(longest) of \(count) times")
  }

  @Test(arguments: [
    ("lsat6", ["1": 924, "2": 709, "3": 553, "4": 763, "5": 870]),
    ("lsat7", ["1": 828, "2": 658, "3": 772, "4": 606, "5": 843]),
  ])
  func lawSchoolDataHaveThePublishedTotals(name: String, totals: [String: Int]) throws {
    let bank = try ShippedBanks.bank(name)
    #expect(bank.items.isEmpty && bank.responses.count == 1000)
    var sums: [String: Int] = [:]
    for record in bank.responses {
      #expect(record.scores.count == 5)
      for (item, score) in record.scores { sums[item, default: 0] += score }
    }
    // Bock & Lieberman (1970), doi:10.1007/BF02291262, by their pattern counts.
    #expect(sums == totals)
  }
}
