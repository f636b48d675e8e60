import AdaptiveTesting

extension ProctorDialog {
  /// What should not count, or count again: of the answer to an item and the whole sitting, what can be.
  ///
  /// - Parameter item: `nil` where no answer is chosen.
  /// - Returns: `nil` where nothing can be.
  public static func voiding(item: String?, of session: TestSession) -> ProctorDialog? {
    let answer = item.map { "the answer to \($0)" }
    let whole = "the whole sitting"
    let choices = [
      item.map { Choice(action: .void(item: $0), words: "Take \(answer ?? whole) out") },
      item.map { Choice(action: .restore(item: $0), words: "Let \(answer ?? whole) count again") },
      Choice(action: .void(item: nil), words: "Take \(whole) out"),
      Choice(action: .restore(item: nil), words: "Let \(whole) count again"),
    ].compactMap { $0 }.filter { session.allows($0.action) }
    guard !choices.isEmpty else { return nil }
    return ProctorDialog(
      title: "What counts",
      text: "Nothing is deleted: it stays on record, and this can be undone.", choices: choices,
      verb: "do it")
  }

  /// More time for a person whose time is limited.
  public static func granting(to person: String) -> ProctorDialog {
    ProctorDialog(
      title: "More time", text: "Added to what \(person) has left, at once.",
      choices: [Choice(action: .grantTime(seconds: 600), words: "")], verb: "give it",
      asksMinutes: true)
  }

  public static func noting() -> ProctorDialog {
    ProctorDialog(
      title: "A note", text: "Kept with the sitting, with your name and the time.",
      choices: [Choice(action: .annotate, words: "")], verb: "keep it")
  }

  public static func reviewing() -> ProctorDialog {
    ProctorDialog(
      title: "Mark as reviewed",
      text: "It says that you have looked at this sitting and its flags and stand by the result.",
      choices: [Choice(action: .review, words: "")], verb: "keep it")
  }

  /// Ending an unfinished sitting, which is asked for twice.
  public static func ending(of person: String) -> ProctorDialog {
    ProctorDialog(
      title: "End the sitting",
      text:
        "\(person) gets no more questions; the answers so far are the test. This cannot be undone.",
      choices: [Choice(action: .end, words: "")], verb: "end it",
      confirmation: "Press Enter once more to end it for good.")
  }
}
