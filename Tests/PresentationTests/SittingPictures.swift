import AdaptiveTesting
import Foundation
import Terminal
import Testing

@testable import Presentation

/// The sittings that are drawn, one over and one that runs; a suite for each size.
protocol SittingPictures {}

extension SittingPictures {
  /// Eight answers, a pause, a note, a ruling.
  func finished() throws -> SittingScreen {
    SittingScreen(
      try SessionReportGoldens.report(), isOpen: false, now: start + 200_000,
      isReviewComplete: true, timeZone: SittingScreenTests.utc)
  }

  /// The fourth question has been before the student for fifteen seconds.
  func running() throws -> SittingScreen {
    var design = sampleDesign
    design.stopping.timeLimit = 600
    return SittingScreenTests.screen(try sitting([true, false, true], design: design))
  }

  func expectPicture(
    of screen: SittingScreen, after key: Key, rows: Int, columns: Int, _ picture: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let drawn = screen.picture([key], rows: rows, columns: columns).text
    #expect(drawn == picture, sourceLocation: sourceLocation)
  }
}
