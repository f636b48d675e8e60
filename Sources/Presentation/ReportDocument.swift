import Terminal

/// A report as a value, written once: `text` for the terminal and pipes, `html` for browsers and paper.
public struct ReportDocument: Sendable {
  public enum Block: Sendable {
    case heading(String)
    case paragraph(String)
    /// Lines to be copied as they are; never wrapped.
    case listing(String)
    case facts([Fact])
    /// The caption stands above the table, unless it is empty.
    case table(Table, caption: String)
    /// Counts or shares as bars; the caption stands above them, unless it is empty.
    case bars(BarChart, caption: String)
    /// Side by side where there is room.
    case figures([Figure])
    /// What follows begins a new sheet of paper.
    case pageBreak
  }

  /// A label with what there is to say about it.
  public struct Fact: Sendable, Hashable {
    public let label: String
    public let value: String

    public init(_ label: String, _ value: String) {
      self.label = label
      self.value = value
    }
  }

  /// A plot with the words that it needs to stand alone.
  public struct Figure: Sendable, Hashable {
    public let title: String
    /// What it shows, for those who do not see it.
    public let description: String
    /// What is on the horizontal axis; what is on the vertical one is the plot's own title.
    public let horizontalTitle: String
    public let plot: Plot

    public init(_ title: String, description: String, horizontalTitle: String, plot: Plot) {
      self.title = title
      self.description = description
      self.horizontalTitle = horizontalTitle
      self.plot = plot
    }
  }

  public var title: String
  public var blocks: [Block]

  public init(title: String, blocks: [Block] = []) {
    self.title = title
    self.blocks = blocks
  }

  /// Several as one, each on a sheet of its own under its title; one alone stays as it is.
  public static func joined(_ documents: [ReportDocument], title: String) -> ReportDocument {
    if documents.count == 1 { return documents[0] }
    return ReportDocument(
      title: title,
      blocks: documents.enumerated().flatMap { number, document in
        (number == 0 ? [] : [Block.pageBreak]) + [.heading(document.title)] + document.blocks
      })
  }
}
