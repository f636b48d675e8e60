import Foundation
import Testing

/// What `cat learner predict` says with saved models.
extension LearnerTests {
  /// Line by line, what was predicted is what stands at the line that is told, in whatever order the lines are.
  @Test func predictionsAreJoinedToTheirRecords() throws {
    func check(
      _ command: String, _ files: [String: [String]], number: String, value: String, block: Int?
    ) throws {
      for (file, lines) in files { try write(lines.joined(separator: "\n"), to: file) }
      let outcome = try run(
        command + " " + files.keys.sorted().joined(separator: " ") + " --records")
      #expect(outcome.status == 0, "\(outcome.stderr)")
      var seen: Set<String> = []
      for text in outcome.text.split(separator: "\n") {
        let object = try #require(
          try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let file = try #require(object["file"] as? String)
        let line = try #require(object["line"] as? Int)
        let cells = try #require(files[file]?[line - 1]).split(separator: ",").map(String.init)
        #expect(object["subject"] as? String == cells[0])
        #expect(object[number] as? Double == Double(cells[1]))
        #expect("\(object[value] ?? "")" == cells[2])
        if let block { #expect(object["block"] as? String == cells[block]) }
        seen.insert("\(file):\(line)")
      }
      #expect(seen.count == files.values.reduce(0) { $0 + $1.count - 1 })
    }

    let answers = (0..<60).map { "s\($0 * 7 % 5),\(100 - $0 / 5 * 3),\($0 * 11 % 4 / 3),add" }
    let practiceTitle = ["subject,order,correct,skill"]
    try write((practiceTitle + answers).joined(separator: "\n"), to: "all.csv")
    _ = try run("fit bkt all.csv --seed 1 --out bkt.json")
    try check(
      "predict bkt.json",
      ["1.csv": practiceTitle + answers[..<23], "2.csv": practiceTitle + answers[23...]],
      number: "order", value: "correct", block: nil)

    let trials = (0..<60).map {
      "s\($0 % 2),\(90.5 - Double($0)),\($0 * 7 % 3 % 2 + 1),\($0 % 5 % 2),\($0 % 3 == 0 ? "late" : "early")"
    }
    let choicesTitle = ["subject,trial,action,reward,block"]
    try write((choicesTitle + trials).joined(separator: "\n"), to: "all.csv")
    _ = try run("fit rw all.csv --method ml --seed 1 --out rw.json")
    try check(
      "predict rw.json", ["3.csv": choicesTitle + trials], number: "trial", value: "action",
      block: 4)
  }

  @Test func skillsThatAModelDoesNotKnowAreNamed() throws {
    let rows = (1...30).map { "s\($0 % 10),\($0),add,\($0 % 3 == 0 ? 0 : 1)\n" }.joined()
    let title = "student,order,skill,correct\n"
    try write(title + rows, to: "old.csv")
    try write(title + rows + "s1,31,sub,1\ns3,31,sub,0\ns1,32,mul,0\ns2,31,mul,1\n", to: "new.csv")
    let head =
      "The model was fitted without 2 skills of these data ('mul', 'sub'): 4 answers of 34, predicted by "
    for (model, stopgap) in [
      ("bkt", "P(init) .50, P(learn) .10, P(guess) .25 and P(slip) .25"),
      ("dkt", "the mean of those that it knows"),
    ] {
      let extra = model == "dkt" ? " --hidden 4 --epochs 1" : ""
      _ = try run("fit \(model) old.csv --seed 1 --out model.json" + extra)
      let sentence = head + stopgap + ", and counted in every figure."
      let text = try run("predict model.json new.csv")
      #expect(
        text.text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(sentence),
        "\(text)")
      #expect(text.stderr.isEmpty, "\(text.stderr)")
      let records = try run("predict model.json new.csv --records")
      #expect(records.stderr == sentence + "\n", "\(records.stderr)")
      let report = try json(try run("predict model.json new.csv --json"))
      #expect(report["unknown_skills"] as? [String] == ["mul", "sub"])
      #expect(report["unknown_skill_answers"] as? Int == 4)
      let known = try run("predict model.json old.csv --json")
      #expect(try json(known)["unknown_skills"] as? [String] == [] && known.stderr.isEmpty)
    }
  }

  /// A saved model that somebody changed is refused, not believed.
  @Test func changedModelsAreRefused() throws {
    let practice: [String] = (0..<40).map { student in
      (1...4).map { "s\(student),\($0),add,\((student + $0) % 3 == 0 ? 0 : 1)\n" }.joined()
    }
    try write("student,order,skill,correct\n" + practice.joined(), to: "practice.csv")
    let choices: [String] = (0..<6).map { subject in
      (1...30).map { trial -> String in
        let action = (subject + trial * 7) % 3
        return "s\(subject),\(trial),\(trial % 2),x,\(action),\(action == trial % 2 ? 1 : 0)\n"
      }
      .joined()
    }
    try write("subject,trial,context,state,action,reward\n" + choices.joined(), to: "choices.csv")
    _ = try run("fit bkt practice.csv --seed 1 --out bkt.json")
    _ = try run("fit rl choices.csv --model tasksets --method ml --seed 1 --out rl.json")
    for (name, data, from, to) in [
      ("bkt.json", "practice.csv", "\"p_init\" : ", "\"p_init\" : 7"),
      ("rl.json", "choices.csv", "\"task_sets\" : 3", "\"task_sets\" : 1"),
      ("rl.json", "choices.csv", "\"initial_value\" : ", "\"initial_value\" : 1e999, \"x\" : "),
    ] {
      let sound = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      #expect(sound.contains(from), "\(sound.prefix(300))")
      try write(sound.replacingOccurrences(of: from, with: to), to: "changed.json")
      let outcome = try run("predict changed.json \(data)")
      #expect(outcome.status == 65, "\(to): \(outcome.stderr)")
      #expect(
        outcome.stderr.contains("changed.json: the saved model is damaged"), "\(outcome.stderr)")
    }
  }

  @Test func filesThatAreNoModelsAreRefused() throws {
    try write("{\"format\": \"another\"}", to: "other.json")
    let other = try run("predict other.json -", stdin: "")
    #expect(other.status == 65)
    #expect(
      other.stderr.contains(
        "other.json: this is no model that 'cat learner fit --out' has written."))
    let none = try run("predict none.json -", stdin: "")
    #expect(none.status == 66)
    let missing = try run("fit bkt nowhere.csv")
    #expect(missing.status == 66 && missing.stderr.contains("nowhere.csv: there is no such file."))
  }
}
