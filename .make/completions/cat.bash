
# The program is also the cat that prints files: the first word may be a command or a file, and where
# it is not a command, only files and the options of coreutils follow.
__cat_command_or_files() {
    if [[ ${COMP_CWORD} -gt 1 ]] && declare -F "_cat_${COMP_WORDS[1]}" > /dev/null; then
        compopt +o bashdefault +o default
        _cat "$@"
    elif [[ $2 = -* ]]; then
        local options='--show-all --number-nonblank --show-ends --number --squeeze-blank --show-tabs
            --show-nonprinting --help --version'
        COMPREPLY=($(compgen -W "${options}" -- "$2"))
    elif [[ ${COMP_CWORD} -eq 1 ]]; then
        _cat "$@"
        local word
        local -a words=()
        for word in "${COMPREPLY[@]}"; do [[ ${word} = -* ]] || words+=("${word}"); done
        # Where no command fits, readline completes file names by itself, and better.
        if [[ ${#words[@]} -gt 0 ]]; then
            while IFS='' read -r word; do words+=("${word}"); done < <(compgen -f -- "$2")
        fi
        COMPREPLY=("${words[@]}")
    fi
}

complete -o filenames -o bashdefault -o default -F __cat_command_or_files cat
