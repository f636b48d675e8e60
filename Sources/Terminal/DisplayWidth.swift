/// How many columns text takes on a terminal, by a table of its own: the same whatever the locale
/// and the C library.
///
/// A character (grapheme cluster) is as wide as its spacing scalars together, which is what
/// terminals do with Thai or Devanagari clusters; an emoji sequence (ZWJ family, skin tone, VS16,
/// keycap) is two columns.
public enum DisplayWidth {
  /// Columns that ``Canvas`` gives to a character: 0 if it draws nothing, 1 for a control
  /// character, which it replaces.
  public static func of(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return 0 }
    if first.value < 0x300 || character.isReplacedOnCanvas {
      if character.isReplacedOnCanvas { return 1 }
      if scalars.count == 1 { return first.value == 0xAD ? 0 : 1 }
    }
    if scalars.count == 1 { return columns(first) }
    if first.properties.isEmoji && scalars.dropFirst().contains(where: isEmojiJoint) { return 2 }
    return scalars.reduce(0) { $0 + columns($1) }
  }

  /// Columns of a line of text; see ``of(_:)-(Character)``.
  public static func of(_ text: some StringProtocol) -> Int {
    // Plain ASCII need not be cut into characters, which takes most of the time.
    let bytes = text.utf8
    if bytes.allSatisfy({ 0x20...0x7E ~= $0 }) { return bytes.count }
    return text.reduce(0) { $0 + of($1) }
  }

  /// VS16, ZWJ and skin tones turn a character that may be an emoji into one that is.
  private static func isEmojiJoint(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xFE0F, 0x200D, 0x1F3FB...0x1F3FF, 0xE0020...0xE007F: true
    default: false
    }
  }

  private static func columns(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return value == 0xAD ? 0 : 1 }
    if isWide(value) { return 2 }
    if isVisibleFormat(value) { return 1 }
    // The vowels and finals of Hangul syllables written in pieces join the initial to their left.
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if scalar.properties.isDefaultIgnorableCodePoint { return 0 }
    let isFlagHalf = (0x1F1E6...0x1F1FF).contains(value)
    return scalar.properties.isEmojiPresentation && !isFlagHalf ? 2 : 1
  }

  /// Arabic, Syriac and Kaithi signs that stand before a number; all other format characters draw
  /// nothing.
  private static func isVisibleFormat(_ value: UInt32) -> Bool {
    switch value {
    case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: true
    default: false
    }
  }

  /// East Asian Wide and Fullwidth blocks (Unicode 15, EastAsianWidth.txt), merged where only
  /// unassigned places lie between. Wide symbols outside them are exactly those with emoji
  /// presentation.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF,
    0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x16FE3, 0x16FF0...0x16FF1, 0x17000...0x18CD5,
    0x18D00...0x18D08, 0x1AFF0...0x1AFFE, 0x1B000...0x1B2FB, 0x1F200...0x1F202, 0x1F210...0x1F23B,
    0x1F240...0x1F248, 0x1F250...0x1F251, 0x1F260...0x1F265, 0x1F3FB...0x1F3FF, 0x20000...0x2FFFD,
    0x30000...0x3FFFD,
  ]

  private static func isWide(_ value: UInt32) -> Bool {
    if value < 0x1100 { return false }
    // Tone marks and voiced-sound marks are zero wide though they lie within wide blocks.
    if (0x302A...0x302D).contains(value) || (0x3099...0x309A).contains(value) { return false }
    if value == 0x16FE4 { return false }
    var low = 0
    var high = wide.count
    while low < high {
      let middle = (low + high) / 2
      if wide[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < wide.count && wide[low].contains(value)
  }
}

extension Character {
  /// True for characters that could command the terminal or reorder what is read: C0, DEL, C1, line
  /// and paragraph separators, bidirectional embeddings, overrides and isolates, and the deprecated
  /// format characters.
  var isReplacedOnCanvas: Bool {
    guard let value = unicodeScalars.first?.value else { return false }
    switch value {
    case 0...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x206F: return true
    default: return false
    }
  }

  /// The character as a canvas may hold it: spaces for breaks and tabs, U+FFFD for all other
  /// control characters.
  var safeOnCanvas: Character {
    guard isReplacedOnCanvas else { return self }
    switch unicodeScalars.first?.value {
    case 0x9, 0xA, 0xB, 0xC, 0xD, 0x85, 0x2028, 0x2029: return " "
    default: return "\u{FFFD}"
    }
  }
}
