import ArgumentParser
import Foundation
import Presentation
import Simulation

/// `normal:0,1`, `uniform:-3,3`, `grid:-3,3,0.5`, or a file's path.
struct PopulationOption: ExpressibleByArgument {
  private enum Source {
    case normal(mean: Double, deviation: Double)
    case uniform(ClosedRange<Double>)
    case grid([Double])
    case file(String)
  }

  private let text: String
  private let source: Source

  static let standardNormal = PopulationOption(text: "", source: .normal(mean: 0, deviation: 1))

  private init(text: String, source: Source) {
    self.text = text
    self.source = source
  }

  init?(argument: String) {
    text = argument
    let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, ["normal", "uniform", "grid"].contains(parts[0]) else {
      source = .file(argument)
      return
    }
    guard let values = NumberList(argument: parts[1])?.values else { return nil }
    switch (parts[0], values.count) {
    case ("normal", 2) where values[1] > 0:
      source = .normal(mean: values[0], deviation: values[1])
    case ("uniform", 2) where values[0] < values[1]:
      source = .uniform(values[0]...values[1])
    case ("grid", 3) where values[2] > 0 && values[0] < values[1]:
      let steps = ((values[1] - values[0]) / values[2]).rounded()
      guard steps < 100_000 else { return nil }
      source = .grid((0...Int(steps)).map { values[0] + Double($0) * values[2] })
    default:
      return nil
    }
  }

  /// - Parameter people: spread evenly over a grid, at least one at each place.
  func resolve(people: Int) throws -> (value: Population, words: String) {
    switch source {
    case .normal(let mean, let deviation):
      return (
        .normal(mean: mean, standardDeviation: deviation),
        "abilities normal with mean \(Wording.decimal(mean)) and SD \(Wording.decimal(deviation))"
      )
    case .uniform(let range):
      return (
        .uniform(range),
        "abilities uniform from \(Wording.decimal(range.lowerBound)) to "
          + Wording.decimal(range.upperBound)
      )
    case .grid(let thetas):
      let replications = max(1, people / thetas.count)
      return (
        .grid(thetas, replications: replications),
        "\(replications) at each of \(Wording.count(thetas.count, "ability", "abilities")) from "
          + "\(Wording.decimal(thetas[0])) to \(Wording.decimal(thetas[thetas.count - 1]))"
      )
    case .file(let path):
      return (.list(try Self.abilities(path)), "abilities from \(path)")
    }
  }

  private static func abilities(_ path: String) throws -> [Double] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.notFound, "\(path): there is no such file, or it cannot be read.")
    }
    let lines = String(decoding: data, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var thetas: [Double] = []
    for (number, line) in lines.enumerated() {
      let word = line.trimmingCharacters(in: .whitespaces)
      guard !word.isEmpty else { continue }
      guard let theta = Double(word), theta.isFinite else {
        throw Failure(
          .badData,
          "\(path):\(number + 1): '\(word.prefix(40))' is not a number; write one ability a line, "
            + "in logits.")
      }
      thetas.append(theta)
    }
    guard !thetas.isEmpty else { throw Failure(.badData, "\(path): there is no ability in it.") }
    return thetas
  }
}
