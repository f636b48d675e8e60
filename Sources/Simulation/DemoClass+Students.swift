import Numerical

extension DemoClass {
  /// The people of the class, by number.
  struct Students: Sendable {
    struct Student: Sendable {
      let name: String
      let group: String
      let theta: Double
      /// τ, in log seconds.
      let speed: Double
      let seed: UInt64

      /// - Parameter attempt: 0 for the first sitting. By the next people have learnt a little, and answer anew.
      func person(attempt: Int) -> SimulatedPerson {
        var generator = SeededGenerator(seed: seed, stream: UInt64(attempt))
        return SimulatedPerson(theta: theta + 0.3 * Double(attempt), seed: generator.next())
      }
    }

    /// One is the weaker on the whole, so that what is against it can be told from its being weaker.
    static let groups = ["8a", "8b"]
    static let focalGroup = "8b"

    private let students: [Student]

    init(seed: UInt64) {
      students = (0..<DemoClass.studentCount).map { number in
        var generator = SeededGenerator(seed: seed, stream: UInt64(number) << 1)
        let group = Self.groups[generator.index(below: Self.groups.count)]
        let mean = group == Self.focalGroup ? -0.3 : 0
        return Student(
          name: Self.name(number, seed: seed), group: group,
          theta: mean + generator.normal(), speed: 0.3 * generator.normal(),
          seed: generator.next())
      }
    }

    subscript(number: Int) -> Student { students[number] }

    /// A first name and an initial, no pair twice.
    private static func name(_ number: Int, seed: UInt64) -> String {
      // A step without a common factor visits every pair.
      let count = firstNames.count * initials.count
      let place = (Int(seed % UInt64(count)) + number * 211) % count
      return "\(firstNames[place % firstNames.count]) \(initials[place / firstNames.count])."
    }

    private static let initials = Array("ABCDEFGHKLMNPRSTVWYZ")

    private static let firstNames = [
      "Ada", "Amir", "Anouk", "Ben", "Chidi", "Clara", "Dilan", "Ela", "Emil", "Farah", "Finn",
      "Greta", "Hugo", "Ines", "Ivo", "Jana", "Jonas", "Kaya", "Leo", "Lina", "Mara", "Milo",
      "Nadia", "Noor", "Olga", "Pablo", "Quinn", "Rosa", "Samir", "Tess", "Umar", "Vera", "Wim",
      "Yara", "Zoe",
    ]
  }

  /// When sittings begin: on weekdays of six weeks, in a morning and an afternoon lesson.
  struct Timetable: Sendable {
    let begin: Int64
    let seed: UInt64

    private static let lessonCount = 6 * 5 * 2
    private static let minute: Int64 = 60_000

    /// The lesson of a sitting, from 0; each has five or six.
    static func lesson(of number: Int) -> Int { number * lessonCount / DemoClass.count }

    /// Grows with the sitting's number, by a second at least.
    func begin(of number: Int) -> Int64 {
      let lesson = Self.lesson(of: number)
      let first = (lesson * DemoClass.count + Self.lessonCount - 1) / Self.lessonCount
      let schoolDay = lesson / 2
      let day = Int64(schoolDay / 5 * 7 + schoolDay % 5)
      let bell: Int64 = lesson % 2 == 0 ? 9 * 60 : 13 * 60 + 30
      var generator = SeededGenerator(seed: seed, stream: UInt64(number) << 1 | 1)
      let wait = Int64(number - first) * 45_000 + Int64(generator.index(below: 44_000))
      return begin + (day * 24 * 60 + bell) * Self.minute + wait
    }
  }
}
