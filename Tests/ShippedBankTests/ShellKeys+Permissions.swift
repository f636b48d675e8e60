// Checks of the items of the domain “Permissions and links”.

extension ShellKeys {
  static var permissions: [String: ShellCheck] {
    var checks: [String: ShellCheck] = [:]
    checks["perm-001"] = .facts(
      after: #"""
        mkdir docs
        chmod 755 docs
        case $(ls -ld docs) in drwxr-xr-x*) ;; *) exit 9 ;; esac
        """#,
      conditions: [
        "test ! -e docs",
        "test -f docs",
        "test -L docs",
        "test -d docs",
      ])
    checks["perm-002"] = .option(
      in: #"""
        echo x > f
        chmod 600 f
        OPTION u+x f
        ls -l f | cut -c 1-10
        """#,
      prints: "-rwx------")
    checks["perm-003"] = .option(
      in: #"""
        echo : > go.sh
        chmod 644 go.sh
        OPTION
        find go.sh -perm -100
        """#,
      prints: "go.sh")
    checks["perm-004"] = .option(
      in: #"""
        echo hello > log.txt
        OPTION
        test -L today && cat today
        """#,
      prints: "hello")
    checks["perm-005"] = .output(
      of: #"""
        echo x > f
        chmod 644 f
        ls -l f | cut -c 2-10
        """#)
    checks["perm-006"] = .facts(
      after: #"""
        {
        echo hello > a
        ln -s a b
        rm a
        cat b
        } > out 2> err
        """#,
      conditions: [
        "test ! -s out && test ! -s err",
        "grep -q hello out",
        "grep -qx a out",
        "test -s err && test ! -s out",
      ])
    checks["perm-007"] = .option(
      in: #"""
        echo x > f
        chmod OPTION f
        ls -l f | cut -c 1-10
        """#,
      prints: "-rwxr-x---")
    checks["perm-008"] = .output(
      of: #"""
        echo one > a
        ln a b
        echo two >> b
        wc -l < a
        """#)
    checks["perm-009"] = .option(
      in: #"""
        echo echo ran > go.sh
        chmod 644 go.sh
        OPTION
        """#,
      prints: "ran")
    checks["perm-010"] = .output(
      of: #"""
        echo hello > a
        ln a b
        rm a
        cat b
        """#)
    checks["perm-011"] = .option(
      in: #"""
        echo x > f
        chmod 644 f
        OPTION
        find f -perm -020
        """#,
      prints: "f")
    checks["perm-012"] = .output(
      of: #"""
        echo x > f
        chmod 600 f
        chmod g+r,a+x f
        ls -l f | cut -c 2-10
        """#)
    checks["perm-014"] = .facts(
      after: #"""
        mkdir d
        chmod 700 d
        echo x > d/f
        chmod 444 d/f
        rm -f d/f
        """#,
      conditions: [
        "test -e d/f && test ! -s d/f",
        "test -e d/f && find d/f -perm -200 | grep -q .",
        "test ! -e d/f",
        "test -s d/f",
      ])
    checks["perm-015"] = .facts(
      after: #"""
        echo one > a
        ln a b
        """#,
      conditions: [
        "ls -l | grep -e 'b -> a'",
        "chmod 644 a; chmod 600 a; case $(ls -l b) in -rw-------*) ;; *) exit 1 ;; esac",
        "rm a; grep -qx one b",
        "echo two >> a; ! cmp -s a b",
        #"test "$(ls -i a | awk '{ print $1 }')" = "$(ls -i b | awk '{ print $1 }')""#,
      ])
    checks["perm-016"] = .output(
      of: #"""
        umask 027
        > f
        ls -l f | cut -c 2-10
        """#)
    checks["perm-017"] = .facts(
      after: #"""
        {
        echo hi > a.txt
        mkdir sub
        ln -s a.txt sub/b
        cat sub/b
        } > out 2> err
        """#,
      conditions: [
        "grep -qx a.txt out",
        "test -s err && test ! -s out",
        "grep -qx hi out",
        "test ! -s out && test ! -s err",
      ])
    checks["perm-020"] = .facts(
      after: #"""
        mkdir -p d/sub
        echo x > d/run
        echo x > d/doc
        chmod 744 d/run
        chmod 644 d/doc
        chmod 700 d/sub d
        chmod -R a+X d
        """#,
      conditions: [
        "find d/doc -perm -111 | grep -q .",
        "find d/doc -perm -111 | grep -q . && ! find d/sub -prune -perm -001 | grep -q .",
        "find d/sub -prune -perm -111 | grep -q . && ! find d/run -perm -001 | grep -q .",
        "find d/sub -prune -perm -111 | grep -q . && find d/run -perm -111 | grep -q . && ! find d/doc -perm -001 | grep -q .",
      ])
    return checks
  }
}
