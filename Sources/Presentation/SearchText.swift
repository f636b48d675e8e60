import Foundation

/// Text made ready to be searched: without case, accents and full-width forms, so that `jose` finds José.
struct SearchText: Sendable, Hashable {
  let bytes: [UInt8]

  init(_ text: String) { self.init(lines: [text]) }

  /// A true minus sign is found by the one on the keyboard.
  init(lines: [String]) {
    bytes = Array(lines.map(\.folded.plainSigns).joined(separator: "\n").utf8)
  }

  func contains(_ other: SearchText) -> Bool {
    bytes.withUnsafeBufferPointer { text in
      other.bytes.withUnsafeBufferPointer { word in
        guard let first = word.first else { return true }
        guard word.count <= text.count else { return false }
        for start in 0...(text.count - word.count) where text[start] == first {
          var length = 1
          while length < word.count, text[start + length] == word[length] { length += 1 }
          if length == word.count { return true }
        }
        return false
      }
    }
  }
}

extension String {
  /// With the minus sign of the keyboard, which `Double` reads, in place of the true one.
  var plainSigns: String {
    utf8.allSatisfy { $0 < 0x80 } ? self : String(map { $0 == "−" ? "-" : $0 })
  }

  /// Without case, accents and full-width forms.
  var folded: String {
    if utf8.allSatisfy({ $0 < 0x80 }) { return lowercased() }
    return folding(
      options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
  }

  /// A key by which `Student 9` comes before `Student 10`, and `Élise` with the Es.
  var sortKey: String {
    let folded = folded
    guard folded.utf8.contains(where: { 0x30...0x39 ~= $0 }) else { return folded }
    var key = ""
    var digits = ""
    func padded(_ digits: String) -> String {
      String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }
    for character in folded {
      if ("0"..."9").contains(character) {
        digits.append(character)
      } else {
        if !digits.isEmpty { key += padded(digits) }
        digits = ""
        key.append(character)
      }
    }
    return digits.isEmpty ? key : key + padded(digits)
  }
}
