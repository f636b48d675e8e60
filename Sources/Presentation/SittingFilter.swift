import Proctoring

/// Which sittings are shown, by what they have in common.
///
/// Facets of one kind are alternatives (running or paused); every kind that is used must hold.
struct SittingFilter: Sendable, Hashable {
  enum Facet: Sendable, Hashable {
    case state(SittingRow.State)
    /// Something was found, and nobody has stood by the sitting yet or somebody has.
    case flagged
    case notReviewed
    case flag(Flag.Kind)
    /// A bank's title.
    case bank(String)
    case group(String)

    var english: String {
      switch self {
      case .state(let state): state.english
      case .flagged: "with flags"
      case .notReviewed: "not yet reviewed"
      case .flag(let kind): kind.english
      case .bank(let title): title
      case .group(let group): "group \(group)"
      }
    }

    /// In a list of facets of all kinds.
    var label: String {
      switch self {
      case .flag(let kind): "flag: \(kind.english)"
      case .bank(let title): "bank: \(title)"
      case .group(let group): "group: \(group)"
      case .state, .flagged, .notReviewed: english
      }
    }

    /// Facets with the same number are alternatives.
    private var kind: Int {
      switch self {
      case .state: 0
      case .flagged: 1
      case .notReviewed: 2
      case .flag: 3
      case .bank: 4
      case .group: 5
      }
    }

    func admits(_ row: SittingRow) -> Bool {
      switch self {
      case .state(let state): row.state == state
      case .flagged: row.isFlagged
      case .notReviewed: !row.isReviewed
      case .flag(let kind): row.flags?.contains(kind) ?? false
      case .bank(let title): row.bankTitle == title
      case .group(let group): row.group == group
      }
    }

    static func kinds(_ facets: [Facet]) -> [[Facet]] {
      Dictionary(grouping: facets, by: \.kind).sorted { $0.key < $1.key }.map(\.value)
    }
  }

  /// In the order in which they were chosen.
  private(set) var chosen: [Facet] = []
  private var kinds: [[Facet]] = []

  var isEmpty: Bool { chosen.isEmpty }

  func contains(_ facet: Facet) -> Bool { chosen.contains(facet) }

  mutating func toggle(_ facet: Facet) {
    if let index = chosen.firstIndex(of: facet) {
      chosen.remove(at: index)
    } else {
      chosen.append(facet)
    }
    kinds = Facet.kinds(chosen)
  }

  func admits(_ row: SittingRow) -> Bool {
    kinds.allSatisfy { $0.contains { $0.admits(row) } }
  }

  /// `running or paused, with flags`.
  var english: String {
    kinds.map { $0.map(\.english).joined(separator: " or ") }.joined(separator: ", ")
  }
}
