// Checks of the items of the domain “Processes and exit status”.

extension ShellKeys {
  static var processes: [String: ShellCheck] {
    var checks: [String: ShellCheck] = [:]
    checks["proc-002"] = .option(
      in: #"""
        echo 'sleep 0.4; echo end' > job.sh
        OPTION
        echo prompt
        wait
        """#,
      prints: "prompt, end")
    checks["proc-003"] = .option(
      in: #"""
        sleep 5 &
        OPTION $!
        wait $!
        echo $?
        """#,
      prints: "143")
    checks["proc-004"] = .output(
      of: #"""
        true
        echo $?
        """#)
    checks["proc-005"] = .facts(
      after: #"""
        mkdir old
        {
        mkdir old && echo made
        } > out 2> err
        """#,
      conditions: [
        "test -s err && test ! -s out",
        "test -s err && test -s out",
        "test -s out && test ! -s err",
        "test ! -s err && test ! -s out",
      ])
    checks["proc-007"] = .output(
      of: "false && echo one || echo two")
    checks["proc-008"] = .option(
      in: "OPTION && echo success",
      prints: "success")
    checks["proc-009"] = .option(
      in: #"""
        (trap '' TERM INT HUP; exec sleep 0.5) &
        sleep 0.1
        command=$(echo 'OPTION' | sed "s/4242/$!/")
        $command
        wait $!
        echo $?
        """#,
      prints: "137")
    checks["proc-010"] = .output(
      of: #"""
        mkdir -p top/sub
        cd top
        (cd sub; ls)
        echo In $(basename "$PWD")
        """#)
    checks["proc-011"] = .option(
      in: #"""
        echo 'sleep 0.3; echo a' > a.sh
        echo 'sleep 0.1; echo b' > b.sh
        sh a.sh &
        sh b.sh &
        OPTION > list
        echo done
        """#,
      prints: "b, a, done")
    checks["proc-012"] = .option(
      in: #"""
        sh -c 'echo $$ > pid; exec sleep 5' &
        wanted=$!
        sleep 0.2
        test "OPTION" = "$(cat pid)" && echo same
        kill $wanted
        """#,
      prints: "same")
    checks["proc-013"] = .output(
      of: #"""
        false | true
        echo $?
        """#)
    checks["proc-014"] = .output(
      of: #"""
        unset x
        x=5
        sh -c 'echo "[$x]"'
        """#)
    checks["proc-015"] = .output(
      of: #"(exit 3) || echo "got $?""#)
    checks["proc-016"] = .option(
      in: #"""
        # Whoever runs this may ignore HUP already; where env can undo that, it does.
        run=sh
        if env --default-signal=HUP true 2> /dev/null
        then run="env --default-signal=HUP sh"
        fi
        echo 'sleep 0.4; echo lived > end' > job.sh
        cat > script << 'END'
        OPTION
        sleep 0.1
        kill -s HUP $!
        wait $!
        END
        $run script > out 2>&1
        cat end
        """#,
      prints: "lived")
    checks["proc-017"] = .output(
      of: #"""
        qqq
        echo $?
        """#)
    checks["proc-018"] = .option(
      in: #"""
        mkdir sub
        OPTION
        basename "$PWD"
        """#,
      prints: "sub")
    checks["proc-019"] = .output(
      of: #"""
        true && { echo a; false; } ||
          echo b
        """#)
    checks["proc-020"] = .output(
      of: #"""
        cat > s << 'END'
        trap 'echo bye' EXIT
        echo hi
        END
        sh s
        """#)
    checks["proc-021"] = .output(
      of: #"""
        sleep 60 &
        kill -s TERM $!
        wait $!
        echo $?
        """#)
    checks["proc-022"] = .output(
      of: #"""
        cat > s << 'END'
        echo a
        exec echo b
        echo c
        END
        sh s
        """#)
    return checks
  }
}
