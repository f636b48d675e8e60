// Checks of the items of the domain “Pipes and redirection”.

extension ShellKeys {
  static var pipes: [String: ShellCheck] {
    var checks: [String: ShellCheck] = [:]
    checks["pipes-001"] = .option(
      in: #"""
        echo x > a
        OPTION
        grep -x a list.txt
        """#,
      prints: "a")
    checks["pipes-002"] = .output(
      of: #"""
        for f in a b c; do printf '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n' > $f; done
        ls | wc -l
        """#)
    checks["pipes-003"] = .option(
      in: #"""
        echo a > f
        echo b OPTION f
        cat f
        """#,
      prints: "a, b")
    checks["pipes-004"] = .option(
      in: #"""
        printf 'tom\nann\n' > names
        OPTION
        """#,
      prints: "ann, tom")
    checks["pipes-005"] = .output(
      of: #"""
        echo one > f
        echo two > f
        echo three >> f
        wc -l < f
        """#)
    checks["pipes-006"] = .option(
      in: #"""
        OPTION
        test -s err.txt && echo saved
        """#,
      prints: "saved")
    checks["pipes-007"] = .option(
      in: "test -c OPTION && echo hello > OPTION && wc -c < OPTION",
      prints: "0")
    checks["pipes-008"] = .option(
      in: #"""
        printf 'b\na\n' > f
        { OPTION; } > seen
        cmp -s seen g && cat g
        """#,
      prints: "a, b")
    checks["pipes-009"] = .output(
      of: "ls gone | wc -l")
    checks["pipes-010"] = .facts(
      after: #"""
        printf 'c\na\nb\n' > f
        sort f > f
        """#,
      conditions: [
        #"test "$(head -n 1 f)" = c"#,
        #"test "$(head -n 1 f)" = a"#,
        #"test "$(wc -l < f)" -eq 6"#,
        "test -f f && test ! -s f",
      ])
    checks["pipes-011"] = .output(
      of: #"""
        tr a-z A-Z << END
        ok then
        END
        """#)
    checks["pipes-012"] = .option(
      in: #"""
        exec 3>&1 > /dev/null
        OPTION
        exec >&3
        cat f
        """#,
      prints: "a, b")
    checks["pipes-013"] = .output(
      of: #"""
        {
        echo a b c | xargs -n 1 echo got
        } | wc -l
        """#)
    checks["pipes-014"] = .output(
      of: #"""
        echo x > a
        ls > list
        cat list
        """#)
    checks["pipes-015"] = .output(
      of: #"""
        n=5
        cat << 'END'
        cost $n
        END
        """#)
    checks["pipes-016"] = .facts(
      after: "{ yes; echo > over; } | head -n 2 > out",
      conditions: [
        #"test "$(wc -l < out)" -eq 2 && test -e over"#,
        "test ! -e over",
        "test ! -s out",
        "test ! -e over",
      ])
    checks["pipes-017"] = .facts(
      after: #"""
        {
        ls gone 2>&1 > f
        } > screen 2> other
        """#,
      conditions: [
        "test -s f && test ! -s screen",
        "test ! -s f && test ! -s screen",
        "test -s screen && test ! -s f",
        "test -s f && test -s screen",
      ])
    checks["pipes-018"] = .option(
      in: #"""
        cmd() { echo out; echo err >&2; }
        { OPTION; } > screen 2>&1
        sort f
        """#,
      prints: "err, out")
    checks["pipes-019"] = .output(
      of: #"""
        echo one > a
        echo two > b
        cat < a < b
        """#)
    checks["pipes-020"] = .output(
      of: #"""
        { echo out; echo err >&2; } \
          2>&1 > /dev/null | cat
        """#)
    return checks
  }
}
