// Checks of the items of the domain “Looking at text”.

extension ShellKeys {
  static var text: [String: ShellCheck] {
    var checks: [String: ShellCheck] = [:]
    checks["text-001"] = .option(
      in: #"""
        printf 'milk\neggs\n' > notes.txt
        OPTION
        """#,
      prints: "milk, eggs")
    checks["text-002"] = .option(
      in: #"printf 'a b\nc\n' | OPTION | awk '{ print $1, $2, $3 }'"#,
      prints: "2 3 6")
    checks["text-003"] = .option(
      in: #"""
        printf 'abc\nbcd\ncde\ndef\nefg\n' > list
        OPTION
        """#,
      prints: "abc, bcd, cde")
    checks["text-004"] = .output(
      of: #"""
        cat > fish << 'END'
        red fish
        blue fish two
        END
        wc -w < fish
        """#)
    checks["text-005"] = .option(
      in: #"""
        echo old > app.log
        OPTION > seen &
        sleep 0.2
        echo new >> app.log
        kill -s CONT $! 2> /dev/null && sleep 1.3
        kill $! 2> /dev/null
        grep new seen
        """#,
      prints: "new")
    checks["text-006"] = .output(
      of: #"""
        printf '10\n9\n100\n' > nums
        sort nums
        """#)
    checks["text-007"] = .output(
      of: "echo ana:cook:york | cut -d : -f 2")
    checks["text-008"] = .output(
      of: #"""
        printf 'red\nred\nblue\nred\n' > hues
        uniq hues
        """#)
    checks["text-009"] = .output(
      of: #"""
        printf 'a\nb\nc\nd\n' > f
        tail -n +2 f
        """#)
    checks["text-010"] = .option(
      in: #"""
        printf 'a a\nb\nc\nd\ne\n' > f
        OPTION | sed 's/^ *//'
        """#,
      prints: "5")
    checks["text-011"] = .output(
      of: "echo hello | tr el ip")
    checks["text-012"] = .output(
      of: "echo banana | sed 's/a/o/'")
    checks["text-013"] = .option(
      in: #"""
        cat > stock << 'END'
        pens 10
        cups 9
        bags 100
        END
        OPTION
        """#,
      prints: "cups 9, pens 10, bags 100")
    checks["text-014"] = .option(
      in: #"""
        printf 'b\nc\na\n' > f
        OPTION
        """#,
      prints: "a")
    checks["text-015"] = .output(
      of: #"""
        echo 'to be or not' |
          awk '{ print $NF }'
        """#)
    checks["text-016"] = .output(
      of: #"""
        cat > sales << 'END'
        pens 3
        cups 4
        pens 5
        END
        awk '/pens/ { n += $2 }
             END { print n }' sales
        """#)
    checks["text-017"] = .output(
      of: #"""
        printf 'a\nb\nc\n' > f
        sed 2p f
        """#)
    checks["text-018"] = .facts(
      after: #"""
        {
        echo 'a  b' | cut -d ' ' -f 2
        } > out 2> err
        """#,
      conditions: [
        "grep -q a out",
        "test -s err",
        #"test -f out && test "$(wc -l < out)" -eq 1 && ! grep -q . out"#,
        "grep -q b out",
      ])
    checks["text-019"] = .output(
      of: #"""
        echo a-b-c |
          sed 's/\(.*\)-\(.*\)/\2-\1/'
        """#)
    checks["text-020"] = .output(
      of: #"""
        printf 'b\na\nb\nc\na\n' > f
        awk '!seen[$0]++' f
        """#)
    return checks
  }
}
