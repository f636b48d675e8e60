// Checks of the items of the domain “Scripts”.

extension ShellKeys {
  static var scripts: [String: ShellCheck] {
    var checks: [String: ShellCheck] = [:]
    checks["script-001"] = .output(
      of: #"""
        cat > greet << 'END'
        echo "Hello $1"
        END
        sh greet Ana Bob
        """#)
    checks["script-002"] = .option(
      in: #"""
        OPTION echo no
        echo yes OPTION no
        """#,
      prints: "yes")
    checks["script-004"] = .output(
      of: #"""
        {
        for w in one two three
        do
          echo hi
          echo $w
        done
        } | wc -l
        """#)
    checks["script-005"] = .option(
      in: #"""
        case a in
          a) echo ok ;;
        OPTION
        """#,
      prints: "ok")
    checks["script-006"] = .option(
      in: #"""
        x=on
        if OPTION
        then echo right
        fi
        """#,
      prints: "right")
    checks["script-007"] = .option(
      in: #"""
        OPTION
        do echo x
        done
        """#,
      prints: "x, x, x")
    checks["script-008"] = .option(
      in: #"""
        echo colour=blue > vars.sh
        OPTION > /dev/null
        echo $colour
        """#,
      prints: "blue")
    checks["script-009"] = .option(
      in: #"""
        for n in 9 10 11 100
        do
          OPTION && echo $n
        done
        """#,
      prints: "11, 100")
    checks["script-010"] = .output(
      of: #"""
        n=1
        while [ $n -lt 20 ]
        do
          n=$((n * 2))
        done
        echo $n
        """#)
    checks["script-011"] = .output(
      of: #"""
        case a.tar in
          *.t*)  echo one ;;
          *.tar) echo two ;;
          *)     echo three ;;
        esac
        """#)
    checks["script-012"] = .option(
      in: #"""
        echo x > 'a b.txt'
        echo x > c.txt
        OPTION
        do echo "[$f]"
        done
        """#,
      prints: "[a b.txt], [c.txt]")
    checks["script-013"] = .output(
      of: #"""
        echo red big ball > f
        while read -r a b
        do
          echo "$b"
        done < f
        """#)
    checks["script-014"] = .facts(
      after: #"""
        {
        x=1
        f() { x=2; }
        f
        echo $x
        } > out
        """#,
      conditions: [
        #"test "$(cat out)" = 2"#,
        #"test "$(cat out)" = 1"#,
        #"test -z "$(cat out)""#,
        #"test "$(cat out)" = 12"#,
      ])
    checks["script-015"] = .facts(
      after: #"""
        x=
        {
        if [ $x = on ]; then echo yes
        else echo no
        fi
        } > out 2> err
        """#,
      conditions: [
        "test ! -s err && grep -qx no out",
        "test -s err && grep -qx no out",
        "grep -qx yes out",
        "test -s err && test ! -s out",
      ])
    checks["script-016"] = .facts(
      after: #"""
        cat > s << 'END'
        f() { exit 2; }
        f
        echo after
        END
        sh s > out
        status=$?
        """#,
      conditions: [
        "test -s out && test $status -eq 2",
        "grep -q 2 out",
        "test -s out && test $status -eq 0",
        "test ! -s out && test $status -eq 2",
      ])
    checks["script-017"] = .output(
      of: "printf '%s-' a b c")
    checks["script-018"] = .output(
      of: #"""
        printf 'a\nb\nc\n' > f
        n=0
        cat f | while read -r line
        do
          n=$((n + 1))
        done
        echo $n
        """#)
    checks["script-019"] = .output(
      of: #"""
        n=0
        f() { n=$((n + 1)); echo $n; }
        x=$(f)
        x=$(f)
        echo "$x $n"
        """#)
    checks["script-020"] = .output(
      of: #"""
        cat > s << 'END'
        while getopts ab: o
        do
          echo "$o $OPTARG"
        done
        END
        sh s -b cat
        """#)
    checks["script-021"] = .option(
      in: #"""
        cat > s << 'END'
        set -e
        OPTION > /dev/null
        echo on > reached
        END
        sh s
        test -e reached || echo stopped
        """#,
      prints: "stopped")
    checks["script-022"] = .facts(
      after: #"""
        {
        x=""
        if [ -n $x ]; then echo full
        else echo empty
        fi
        } > out 2> err
        """#,
      conditions: [
        "grep -qx empty out && test -s err",
        "grep -qx full out && test -s err",
        "grep -qx full out && test ! -s err",
        "grep -qx empty out",
      ])
    checks["script-023"] = .output(
      of: #"""
        printf 'a\nb' | while read -r l
        do
          echo $l
        done
        """#)
    return checks
  }
}
