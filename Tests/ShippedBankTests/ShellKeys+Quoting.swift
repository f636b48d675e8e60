// Checks of the items of the domain “Quoting and expansion”.

extension ShellKeys {
  static var quoting: [String: ShellCheck] {
    var checks: [String: ShellCheck] = [:]
    checks["quote-001"] = .output(
      of: #"""
        x=5
        echo $x
        """#)
    checks["quote-002"] = .output(
      of: #"""
        x=5
        echo '$x'
        """#)
    checks["quote-003"] = .option(
      in: #"""
        echo found > 'my notes.txt'
        OPTION
        """#,
      prints: "found")
    checks["quote-004"] = .output(
      of: #"""
        echo x > a.txt
        echo x > b.txt
        echo x > c.md
        echo *.txt
        """#)
    checks["quote-005"] = .option(
      in: "OPTION",
      prints: "it's")
    checks["quote-006"] = .option(
      in: #"""
        echo x > a1
        echo x > a22
        echo x > a
        echo aOPTION
        """#,
      prints: "a1")
    checks["quote-007"] = .facts(
      after: ":",
      conditions: [
        #"x() { echo ran "$@"; }; test "$(x = 5)" = 'ran = 5'"#,
        #"x = 5 2> err; test "$x" = 5"#,
        #"x=9; x = 5 2> err; test -z "$x""#,
        "x=5; x = 5 2> err",
      ])
    checks["quote-008"] = .output(
      of: "echo $((7 / 2 + 1))")
    checks["quote-009"] = .option(
      in: #"""
        printf 'a\nb\nc\n' > f
        OPTION
        echo $n
        """#,
      prints: "3")
    checks["quote-010"] = .option(
      in: "case b2.txt in OPTION) echo match ;; esac",
      prints: "match")
    checks["quote-011"] = .facts(
      after: #"""
        {
        s=cat
        echo "$sfish"
        } > out 2> err
        """#,
      conditions: [
        "test -s err",
        "grep -q catfish out",
        #"test "$(wc -c < out)" -eq 1"#,
        #"grep -q '\$' out"#,
      ])
    checks["quote-012"] = .output(
      of: #"""
        set -- one "two three" four
        echo $#
        """#)
    checks["quote-013"] = .output(
      of: #"""
        x="a   b"
        echo $x
        """#)
    checks["quote-014"] = .option(
      in: "OPTION",
      prints: "$5")
    checks["quote-015"] = .facts(
      after: #"""
        mkdir d
        cd d
        {
        echo *.zip
        } > ../out 2> ../err
        cd ..
        """#,
      conditions: [
        "test -s err",
        "grep -qxF .zip out",
        #"test "$(wc -c < out)" -eq 1"#,
        "grep -qxF '*.zip' out",
      ])
    checks["quote-016"] = .output(
      of: #"""
        f=photo.tar.gz
        echo "${f%.*}"
        """#)
    checks["quote-017"] = .output(
      of: #"""
        echo x > a.txt
        x='*.txt'
        echo "$x" $x
        """#)
    checks["quote-018"] = .output(
      of: #"""
        set -- a "b c"
        printf '[%s]' "$*"
        """#)
    checks["quote-019"] = .output(
      of: #"""
        unset y
        x=""
        echo "${x:-a}${x-b}${y-c}"
        """#)
    checks["quote-020"] = .output(
      of: #"""
        opts='"a b" c'
        set -- $opts
        echo $#
        """#)
    checks["quote-021"] = .output(
      of: #"""
        x=$(printf 'a\n\n\n')
        echo ${#x}
        """#)
    return checks
  }
}
