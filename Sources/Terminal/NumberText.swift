/// Numbers at ticks: as short as they can be said, with a true minus sign's width but ASCII `-`, as
/// tables have it.
enum NumberText {
  /// At most three decimals, without trailing zeros.
  static func short(_ number: Double) -> String {
    guard number.isFinite else { return "?" }
    guard abs(number) < 1e9 else { return String(number) }
    let thousandths = Int((number * 1000).rounded())
    let whole = abs(thousandths) / 1000
    var fraction = String(abs(thousandths) % 1000 + 1000).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    let sign = thousandths < 0 ? "-" : ""
    return sign + String(whole) + (fraction.isEmpty ? "" : "." + fraction)
  }
}
