/// The name that looks most like what somebody typed; `nil` where none is near enough to propose:
/// more than a third of its signs would have to change (but two always may).
func nearestName(to typed: String, among names: [String]) -> String? {
  let ranked = names.map { (name: $0, distance: editDistance(typed.lowercased(), $0.lowercased())) }
  guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }),
    best.distance <= max(2, typed.count / 3), best.distance < typed.count
  else { return nil }
  return best.name
}

/// How many signs must be put in, taken out or replaced (Levenshtein 1966).
private func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, sign) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let replaced = diagonal + (sign == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}
