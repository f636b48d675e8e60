import Foundation

/// How a child comes into the world: no signal ignored or blocked, in a process group or, with a
/// terminal, a session of its own.
enum Spawning {
  enum Streams {
    /// For its 0, 1 and 2.
    case descriptors([Int32])
    /// The terminal at this path, which it leads.
    case terminal(path: String)
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, code: Int32) {
      description = "\(what): \(String(cString: strerror(code)))"
    }
  }

  /// One end for the child, one for us. Closed in children that other tests start at this moment.
  struct Pipe {
    let inner: Int32
    let outer: Int32

    init(childReads: Bool) throws {
      var ends: [Int32] = [-1, -1]
      guard Spawning.pipe2(&ends, O_CLOEXEC) == 0 else { throw Failure("pipe", code: errno) }
      (inner, outer) = childReads ? (ends[0], ends[1]) : (ends[1], ends[0])
    }

    func closeInner() { close(inner) }
  }

  static func spawn(
    file: URL, words: [String], environment: [String: String], folder: URL?, streams: Streams
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var flags = Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
    switch streams {
    case .descriptors(let descriptors):
      for (target, descriptor) in zip(Int32(0)..., descriptors) {
        posix_spawn_file_actions_adddup2(&actions, descriptor, target)
      }
      posix_spawnattr_setpgroup(&attributes, 0)
      flags |= Int16(POSIX_SPAWN_SETPGROUP)
    case .terminal(let path):
      // The first terminal that a session's leader opens becomes its own.
      posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
      posix_spawn_file_actions_adddup2(&actions, 0, 2)
      flags |= 0x80  // POSIX_SPAWN_SETSID, which Glibc's module leaves out.
    }
    if let folder { _ = addChangeOfFolder(&actions, folder.path) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, flags)

    var arguments = words.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, file.path, &actions, &attributes, &arguments, &variables)
    guard code == 0 else { throw Failure("cannot run \(file.path)", code: code) }
    return pid
  }

  // Functions of glibc that its Swift module leaves out.

  private static let pipe2 = unsafeBitCast(
    dlsym(nil, "pipe2"),
    to: (@convention(c) (UnsafeMutablePointer<Int32>, Int32) -> Int32).self)

  private static let addChangeOfFolder = unsafeBitCast(
    dlsym(nil, "posix_spawn_file_actions_addchdir_np"),
    to: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>)
      -> Int32).self)
}
