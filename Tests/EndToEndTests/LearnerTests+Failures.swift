import Foundation
import Testing

/// What is wrong with the data or the words.
extension LearnerTests {
  static let badPractice: [(data: String, status: Int32, sentence: String)] = [
    (
      "", 65,
      "bad.csv: the file is empty; it should hold records, as JSON Lines or as a table."
    ),
    (
      "student,correct\na,1\n", 65,
      "bad.csv:1: there is no column 'skill'; the columns are 'student', 'correct'; rename one, or say by "
        + "--column skill=TITLE which it is."
    ),
    (
      "student,skill,correct\na,x,2\na,x,1\n", 65, "bad.csv:2: 'correct' is 2; it must be 0 or 1."
    ),
    (
      "student,skill,correct,order\na,x,1,1\na,x,0,1\n", 65,
      "bad.csv:3: student 'a' has two answers at 1; number them all differently."
    ),
    (
      "student,skill,correct,time\na,x,1,5\na,x,0,4\n", 65,
      "bad.csv:3: time goes backwards for subject 'a'; sort the records, or number them in a column 'order'."
    ),
    (
      "student,skill,correct\na,x,1\nb,x,0\n", 65,
      "2 students have a single answer ('a', 'b'); it tells nothing about learning."
    ),
    (
      "student,skill,correct\na,x,1\na,x,1\na,y,0\na,y,1\n", 0,
      "warning: skill 'x' is never answered wrong; learning cannot be told from guessing and slipping there."
    ),
  ]

  @Test(arguments: badPractice)
  func badPracticeIsSaid(data: String, status: Int32, sentence: String) throws {
    try write(data, to: "bad.csv")
    let outcome = try run("fit bkt bad.csv --seed 1")
    #expect(outcome.status == status, "\(outcome.stderr)")
    #expect(outcome.stderr.contains(sentence), "\(outcome.stderr)")
  }

  @Test func networksNeedAnAnswerThatFollows() throws {
    try write("student,skill,correct\na,x,1\nb,x,0\nc,x,1\nd,x,1\n", to: "single.csv")
    for command in ["fit dkt single.csv", "compare mean,dkt single.csv --folds 2"] {
      let outcome = try run(command + " --seed 1")
      #expect(outcome.status == 65, "\(outcome.stderr)")
      #expect(outcome.stderr.contains("no student to learn from has a second answer, so nothing"))
      #expect(outcome.stdout.isEmpty)
    }
  }

  static let badChoices: [(data: String, sentence: String)] = [
    (
      "subject,action,reward\ns,1,1\nt,2,0\nt,1,1\n",
      "bad.csv:2: subject 's' has a single trial, which tells nothing about learning; give more, or leave the "
        + "subject out."
    ),
    (
      "subject,action,reward\ns,1.5,1\ns,2,0\n",
      "bad.csv:2: action is 1.5; it must be a whole number, or a name."
    ),
    (
      "subject,action,reward\ns,1,1\ns,-2,0\n",
      "bad.csv:3: action is -2; it must be from 1 to 1000."
    ),
    (
      "subject,action,reward\ns,1,nan\ns,2,0\n",
      "bad.csv:2: 'reward' is 'nan'; it must be a finite number."
    ),
    (
      "subject,action\ns,1\ns,2\n",
      "bad.csv: there is no column 'reward' (nor 'gain' and 'loss'); rename one, or say by --column reward=TITLE "
        + "which it is."
    ),
    (
      "subject,trial,action,reward\ns,1,1,1\ns,1,2,0\n",
      "bad.csv:3: subject 's' has two records at 1; number them all differently."
    ),
  ]

  @Test(arguments: badChoices)
  func badChoicesAreSaid(data: String, sentence: String) throws {
    try write(data, to: "bad.csv")
    let outcome = try run("fit rw bad.csv --method ml --seed 1")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.contains(sentence), "\(outcome.stderr)")
    #expect(outcome.stdout.isEmpty)
  }

  @Test(arguments: [
    ("fit bkt x.csv --rates symmetric", "--rates goes with rw, not with bkt."),
    ("fit rw x.csv --per-item", "--per-item goes with bkt, not with rw."),
    ("fit bkt x.csv --method ml", "--method goes with rw and rl, not with bkt."),
    ("fit rw x.csv --chains 2", "--chains goes with --method nuts, not with --method map."),
    (
      "fit rl x.csv --task-sets 3", "--task-sets goes with --model tasksets, not with --model flat."
    ),
    ("fit bkt", "Name at least one file of data, or a bank by --sessions."),
    ("simulate rw --states 3", "--states goes with rl, not with rw."),
    ("simulate rw --rewards 0.5,1.5", "--rewards is '0.5,1.5'; each must be from 0 to 1."),
    (
      "simulate rl --parameter gamma=1",
      "--parameter names 'gamma'; the model has alpha, beta, forget."
    ),
    ("simulate rl --parameter alpha=1", "--parameter alpha is 1.0; it must be between 0 and 1."),
    ("compare svm x.csv", "'svm' is no model to compare"),
    (
      "recover rw x.csv --subjects 5 --trials 9 --rewards .2,.8",
      """
      --subjects goes with a task that is made up, not with files of data.
      --trials goes with a task that is made up, not with files of data.
      --rewards goes with a task that is made up, not with files of data.
      """
    ),
    ("recover rw --column action=arm", "--column goes with files of data, not with a task"),
    ("fit bkt x.csv --workspace .", "--workspace goes with --sessions, not with files of data."),
    (
      "compare all --sessions bank --column skill=kc",
      "--column goes with files of data, not with --sessions."
    ),
    ("simulate bkt --blocks 1", "--blocks goes with rw and rl, not with bkt."),
    ("recover bkt", "recover goes with rw and rl, not with bkt."),
    ("fit bkt x.csv --hidden 8", "--hidden goes with dkt, not with bkt."),
    ("fit dkt x.csv --hidden 0", "--hidden is 0; it must be from 1 to 4096."),
    ("fit dkt x.csv --epochs 0", "--epochs is 0; it must be from 1 to 1000000."),
    ("fit dkt x.csv --batch-size 0", "--batch-size is 0; it must be from 1 to 1000000."),
    (
      "fit dkt x.csv --learning-rate 0",
      "--learning-rate is 0.0; it must be above 0 and at most 1.0."
    ),
    ("fit dkt x.csv --dropout nan", "--dropout is nan; it must be from 0.0 to 0.95."),
    ("fit bkt x.csv --folds -1", "--folds is -1; it must be from 2 to 1000."),
    ("fit bkt x.csv --guess-cap -.5", "--guess-cap is -0.5; it must be greater than 0"),
    ("simulate rw --rewards -1,2", "--rewards is '-1,2'; each must be from 0 to 1."),
    ("simulate rw --seed -1", "The value '-1' is invalid for '--seed"),
    ("simulate rw --json -1", "'--json' does not take any value, but '-1' was specified"),
    ("predict bkt x.csv", "Say by --model-file where the saved model bkt is."),
  ])
  func wrongUseIsSaid(words: String, sentence: String) throws {
    let outcome = try run(words)
    #expect(outcome.status == 64, "\(outcome.stderr)")
    #expect(outcome.stderr.contains(sentence), "\(outcome.stderr)")
  }

  /// One whose choices never vary has no maximum; the others do.
  @Test func estimatesAtABoundAreNotTrusted() throws {
    let rows: [String] = (1...40).map {
      "ada,\($0),\($0 % 3 == 0 ? 1 : 2),\($0 % 2)\nben,\($0),1,1\n"
    }
    try write("subject,trial,action,reward\n" + rows.joined(), to: "bandit.csv")
    let outcome = try run("fit rw bandit.csv --method ml --seed 1 --json")
    #expect(outcome.status == 1)
    #expect(outcome.stderr.contains("'ben'"), "\(outcome.stderr)")
    #expect(try json(outcome)["trustworthy"] as? Bool == false)
  }

  @Test func whatFilesSayCannotSteerTheTerminal() throws {
    try write("student,skill,correct\na,\u{1B}[31mx,1\na,\u{1B}[31mx,1\n", to: "bad.csv")
    let outcome = try run("fit bkt bad.csv --seed 1")
    #expect(!outcome.stderr.contains("\u{1B}") && !outcome.text.contains("\u{1B}"))
  }
}
