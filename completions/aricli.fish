# Completion of aricli in fish. Written by: aricli completion show fish

function __aricli_complete
    set -l words (commandline -opc)
    set -l program aricli
    string match -q '*/*' -- $words[1]; and set program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l current (commandline -ct)
    set -l replies (command $program __complete fish $words[2..-1] "$current" 2>/dev/null)
    if test "$replies" = \tfiles
        __fish_complete_path "$current"
    else if test -n "$replies"
        printf '%s\n' $replies
    end
end

complete -c aricli -f -a '(__aricli_complete)'
