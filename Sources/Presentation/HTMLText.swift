/// Text from anywhere made fit for a page.
enum HTMLText {
  /// For text between tags and for attributes between quotes; control characters go.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in Wording.safe(text) {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
