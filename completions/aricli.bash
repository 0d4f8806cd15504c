# Completion of aricli in bash. Written by: aricli completion show bash

_aricli() {
    local program=aricli reply
    [[ $1 == */* ]] && program=${1/#\~\//$HOME/}
    COMPREPLY=()
    while IFS= read -r reply; do
        COMPREPLY+=("$reply")
    done < <("$program" __complete bash "$COMP_TYPE" "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} == 1 ]]; then
        if [[ ${COMPREPLY[0]} == $'\tfiles' ]]; then
            COMPREPLY=()
            compopt -o default 2>/dev/null
        elif [[ ${COMPREPLY[0]} == *[:=/] ]]; then
            compopt -o nospace 2>/dev/null
        fi
    fi
}

complete -F _aricli aricli
