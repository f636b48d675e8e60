import AdaptiveTesting
import Foundation
import Storage
import Testing

/// Many programs on one database.
@Suite struct ConcurrencyTests {
  @Test func twentySittingsAtOnce() throws {
    let workspace = try TestWorkspace(shipped: ["shell"])
    let people = 1...20
    for person in people {
      try workspace.scratch.write(
        BlindAnswers.lines(1...25, seed: person), to: "home/answers.\(person)")
    }
    // On a workspace that nobody has used before: all twenty make the database and import the bank.
    let outcome = try workspace.shell(
      """
      for i in {1..20}; do
        $CAT take shell --plain --student "s$i" --seed $i < answers.$i > out.$i 2> err.$i &
        pids[$i]=$!
      done
      for i in {1..20}; do wait ${pids[$i]}; echo $?; done
      """)
    #expect(outcome.status == 0)
    #expect(outcome.text == String(repeating: "0\n", count: 20))
    for person in people {
      #expect(try text("err.\(person)", workspace) == "")
      #expect(try text("out.\(person)", workspace).contains("Your result."))
    }

    let sittings = try workspace.sittings()
    #expect(Set(sittings.map(\.person)) == Set(people.map { "s\($0)" }))
    #expect(Set(sittings.map(\.code)).count == 20)
    for sitting in sittings {
      let session = try workspace.replay(sitting.code)
      #expect(session.status == .finished)
      let person = try #require(Int(sitting.person.dropFirst()))
      for answer in session.answers {
        let typed = BlindAnswers.entry(answer.position, seed: person)
        // What was typed is a number, a word, or stands for an option.
        let letter = typed == "1" ? "A" : "B"
        #expect([typed, letter].contains(answer.response), "\(sitting.person) \(answer.position)")
      }
    }
    #expect(try workspace.store().bankSummaries().map(\.generation.number) == [1])
  }

  @Test func aSittingIsDrivenByOneProgram() throws {
    let workspace = try TestWorkspace()
    let first = try workspace.start("take", "garden", "--plain", "--student", "Kim")
    try first.passPractice()
    let code = try workspace.onlyCode()
    let before = try workspace.log(of: code)

    for arguments in [["--resume", code], ["--resume"]] {
      let second = try workspace.cat(arguments: ["take", "--plain"] + arguments, stdin: "1\n\n")
      #expect(second.status == 75)
      #expect(second.text == "")
      #expect(
        second.stderr == "sitting \(code): it is open in another program; close it there first.\n")
    }
    #expect(try workspace.log(of: code) == before)

    first.send("1\n\n")
    #expect(try first.nextQuestion().number == 2)
    #expect(try first.finish().status == 0)
    let later = try workspace.start("take", "--plain", "--resume", code)
    #expect(try later.nextQuestion().number == 2)
  }

  @Test func aKilledProgramLetsGoOfItsSitting() throws {
    let workspace = try TestWorkspace()
    let first = try workspace.start("take", "garden", "--plain", "--student", "Kim")
    try first.passPractice()
    first.signal(SIGKILL)
    try first.finish()
    let second = try workspace.start("take", "--plain", "--resume")
    #expect(try second.nextQuestion().number == 1)
  }

  private func text(_ name: String, _ workspace: TestWorkspace) throws -> String {
    try String(contentsOf: workspace.home.appendingPathComponent(name), encoding: .utf8)
  }
}
