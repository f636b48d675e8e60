import Foundation
import Terminal

/// How numbers and durations read on screens and in reports; one place, so that they read alike.
public enum Wording {
  /// `1 question`, `3 questions`.
  public static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? singular : plural ?? singular + "s")"
  }

  /// A fixed number of decimals with a true minus sign; never `−0.00`; `∞` for an infinite error.
  public static func decimal(_ value: Double, _ places: Int = 2) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value > 0 ? "∞" : "−∞" }
    guard places <= 9, abs(value) < 1e6 else {
      let text = String(format: "%.\(places)f", value)
      return text.hasPrefix("-") ? "−" + text.dropFirst() : text
    }
    // As printf rounds, but without its price: lists have tens of thousands of numbers.
    let power = (0..<places).reduce(1) { power, _ in power * 10 }
    let units = Self.rounded(abs(value), inUnitsOf: power)
    let sign = value < 0 && units > 0 ? "−" : ""
    guard places > 0 else { return "\(sign)\(units)" }
    let fraction = String(units % power)
    let zeros = String(repeating: "0", count: places - fraction.utf8.count)
    return "\(sign)\(units / power).\(zeros)\(fraction)"
  }

  /// `value` · `power` to the nearest whole number, an exact half to the even one. The product itself is
  /// rounded; what that took away, which one fused operation tells, decides where it seems to be a half.
  private static func rounded(_ value: Double, inUnitsOf power: Int) -> Int {
    let product = value * Double(power)
    let lost = (-product).addingProduct(value, Double(power))
    let whole = product.rounded(.down)
    let rest = product - whole
    let isUp =
      rest == 0.5 ? lost > 0 || lost == 0 && !Int(whole).isMultiple(of: 2) : rest > 0.5
    return Int(whole) + (isUp ? 1 : 0)
  }

  /// A proportion or a correlation without the zero before the point: `.83`, `−.12`, `1.00`.
  public static func share(_ value: Double, _ places: Int = 2) -> String {
    let text = decimal(value, places)
    if text.hasPrefix("0.") { return String(text.dropFirst()) }
    return text.hasPrefix("−0.") ? "−" + text.dropFirst(2) : text
  }

  /// A p-value: `.031`, or `<.001`.
  public static func pValue(_ value: Double) -> String {
    value < 0.0005 ? "<.001" : share(value, 3)
  }

  /// How long the program took: `3 ms`, `1.2 s`, `2 min 5 s`.
  public static func elapsed(seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "–" }
    if seconds < 0.9995 { return "\(Int((seconds * 1000).rounded())) ms" }
    if seconds < 59.95 { return decimal(seconds, 1) + " s" }
    let whole = Int(seconds.rounded())
    return "\(whole / 60) min \(whole % 60) s"
  }

  /// A score on the reporting scale.
  public static func score(_ value: Double) -> String { decimal(value, 0) }

  /// A clock: `12:40`, `1:02:05`; the fraction of a second still running counts as a whole one.
  public static func clock(milliseconds: Int64) -> String {
    let seconds = (max(0, milliseconds) + 999) / 1000
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0
      ? "\(hours):\(twoDigits(minutes)):\(twoDigits(seconds % 60))"
      : "\(minutes):\(twoDigits(seconds % 60))"
  }

  /// A duration in words: `45 seconds`, `1 minute`, `14 minutes`, `1 hour 5 minutes`.
  public static func duration(milliseconds: Int64) -> String {
    let seconds = Int((max(0, milliseconds) + 500) / 1000)
    if seconds == 0 { return "less than a second" }
    if seconds < 60 { return count(seconds, "second") }
    let minutes = (seconds + 30) / 60
    if minutes < 60 { return count(minutes, "minute") }
    let hours = count(minutes / 60, "hour")
    return minutes % 60 == 0 ? hours : hours + " " + count(minutes % 60, "minute")
  }

  /// A duration to the second, for a voice: `12 minutes 40 seconds`.
  public static func spokenClock(milliseconds: Int64) -> String {
    let seconds = Int((max(0, milliseconds) + 999) / 1000)
    var parts: [String] = []
    if seconds >= 60 { parts.append(count(seconds / 60, "minute")) }
    if seconds % 60 > 0 || parts.isEmpty { parts.append(count(seconds % 60, "second")) }
    return parts.joined(separator: " ")
  }

  /// How many more questions come after the one on the screen: `about 5 to 9 more`; `nil` where
  /// nothing can be said.
  public static func outlook(_ remaining: ClosedRange<Int>?, isExact: Bool = false) -> String? {
    guard let remaining else { return nil }
    let (few, many) = (remaining.lowerBound, remaining.upperBound)
    if many == 0 { return isExact ? "the last one" : "probably the last one" }
    if isExact { return "\(many) more" }
    if few == 0 { return "up to \(many) more" }
    return few == many ? "about \(many) more" : "about \(few) to \(many) more"
  }

  /// `a`, `a and b`, `a, b and c`.
  public static func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The day and minute of an event, in the reader's time zone: `21 Nov 2026, 09:14`.
  public static func moment(_ milliseconds: Int64, timeZone: TimeZone = .current) -> String {
    // A formatter made for each of ten thousand sittings would take seconds.
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
    let month = months[max(0, min((parts.month ?? 1) - 1, 11))]
    let clock = String(format: "%02d:%02d", parts.hour ?? 0, parts.minute ?? 0)
    return "\(parts.day ?? 1) \(month) \(parts.year ?? 0), \(clock)"
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The same for programs, in ISO 8601 and UTC: `2026-11-21T09:14:05.120Z`.
  public static func timestamp(_ milliseconds: Int64) -> String {
    // The fraction by whole numbers: as a part of a Double it would lose its last digit.
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    let moment = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    return moment.dropLast() + String(format: ".%03dZ", rest)
  }

  /// A label with its text beside it, wrapped so that it stays beside it.
  static func hanging(_ label: String, _ text: String, indent: Int, columns: Int) -> [String] {
    let blank = String(repeating: " ", count: indent)
    let heading = label + blank.dropFirst(DisplayWidth.of(label))
    return TextLayout.wrap(text, width: max(20, columns - indent)).enumerated()
      .map { ($0 == 0 ? heading : blank) + $1.text }
  }

  /// A word as a shell reads it: in quotes where it has other signs than a plain path has.
  public static func shellWord(_ word: String) -> String {
    if word.wholeMatch(of: /[A-Za-z0-9_.\/~@%+=:,-]+/) != nil, word.first != "~" { return word }
    return "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }

  /// Text from files, people and databases, fit for a terminal: no control characters but line
  /// ends, no reordering marks; tabs become spaces.
  public static func safe(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).withoutControlCharacters }
      .joined(separator: "\n")
  }
}

extension String {
  /// Nothing from a file or a person may steer the terminal that a line is read on.
  var withoutControlCharacters: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map {
          switch $0.properties.generalCategory {
          case .control where $0 == "\t": " "
          case .control, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
          case .format where $0.properties.isBidiControl: "\u{FFFD}"
          default: $0
          }
        }))
  }

  var trimmingWhitespace: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
