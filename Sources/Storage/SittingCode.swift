/// The short code by which people find a sitting, as `K7F-2QD`.
public enum SittingCode {
  /// No signs that look alike in print (0 O, 1 I L) or in handwriting (U V), no vowels, which would
  /// make words. 27⁶ codes are 387 million.
  static let alphabet = Array("23456789BCDFGHJKMNPQRSTVWXZ")

  /// The form in which codes are stored and shown; `nil` for a text that cannot be one. Case, the
  /// hyphen and spaces do not matter.
  public static func normalized(_ text: String) -> String? {
    let signs = text.uppercased().filter { $0 != "-" && $0 != " " }
    guard signs.count == 6, signs.allSatisfy(alphabet.contains) else { return nil }
    return "\(signs.prefix(3))-\(signs.suffix(3))"
  }

  static func draw(using generator: inout some RandomNumberGenerator) -> String {
    let signs = (0..<6).map { _ in
      alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
    }
    return "\(String(signs[..<3]))-\(String(signs[3...]))"
  }
}
