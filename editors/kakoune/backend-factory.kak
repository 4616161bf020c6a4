# Backend Factory in Kakoune, by kak-lsp (18 or newer), beside a language's own server.
#
# In your kakrc, after kak-lsp and after hooks of your own that set `lsp_servers`:
#
#     evaluate-commands %sh{kak-lsp}
#     source /path/to/this/repository/editors/kakoune/backend-factory.kak
#     lsp-enable
#     map global user l ':enter-user-mode lsp<ret>'              -docstring 'language servers'
#     map global user b ':enter-user-mode backend-factory<ret>'  -docstring 'Backend Factory'
#
# What a request is, what a gate demands and what a command means is the server's to say. It is
# carried by `lsp-code-actions` on the comment; here stand only how the server is started, commands
# that take words of yours, and keys for them.

declare-option -docstring %{
    Filetypes in which the server looks for requests, as a regular expression
} regex backend_factory_filetypes \
    '(?:c|clojure|cpp|crystal|cue|d|dart|dockerfile|elixir|erlang|fsharp|git-commit|go|graphql|haskell|java|javascript|julia|kotlin|lua|make|makefile|markdown|nim|nix|objc|ocaml|perl|php|protobuf|python|restructuredtext|ruby|rust|scala|sh|sql|svelte|swift|terraform|toml|typescript|yaml|zig)'

declare-option -docstring %{
    The server as an entry of `lsp_servers`. It may be set before this file is sourced. To tell it
    settings (`backend-factory config docs` lists them), add lines such as
        settings_section = "_"
        [backend-factory.settings._.settings]
        approval = "each-phase"
} str backend_factory_server %{
[backend-factory]
root_globs = [".git", ".hg", ".jj"]
args = ["lsp"]
}

# The language's usual servers stay: what kak-lsp, or a hook of yours, has for the filetype comes
# first, and ours is added to it.
define-command -hidden backend-factory-add %{
    evaluate-commands %sh{
        if [ -z "$kak_opt_lsp_servers" ]; then
            printf '%s\n' 'trigger-user-hook "LSPDefaultConfig=%opt{filetype}"'
        fi
    }
    evaluate-commands %sh{
        case $kak_opt_lsp_servers in
            *'[backend-factory]'*) ;;
            *) printf '%s\n' 'set-option -add buffer lsp_servers %opt{backend_factory_server}' ;;
        esac
    }
}

remove-hooks global backend-factory
hook -group backend-factory global BufSetOption "filetype=%opt{backend_factory_filetypes}" backend-factory-add

define-command -override backend-factory -params 1.. -docstring %{
    backend-factory <verb> [-run <id>] [<words>]: what the server can do, at the cursor

    run, plan [<words>]          start a run of the request at the cursor, or of these words
    run-phase <phase> [<words>]  the same, one phase only: 1 to 6 or its name
    approve, continue, recheck, cancel, resume, allow, refuse
    retry [<words>]              work the phase again; the words are for the agent
    waive, accept <words>        pass the gate, keep what is stale; the words are the reason
    status, show, show-diff, open-deliverable, trace, apply, open-pull-request
    ignore, explain, help, doctor, metrics, forecast, choose-agent <name>, show-log, new-chat, trust

    Without -run it is the run at the cursor, or the only one that fits.
} -shell-script-candidates %{
    case $kak_token_to_complete in
        0) printf '%s\n' run plan run-phase approve retry waive continue recheck allow refuse cancel \
               resume open-deliverable accept show-diff apply open-pull-request trace new-chat \
               choose-agent forecast metrics trust ignore help status show explain doctor show-log ;;
        1) case $1 in run-phase) printf '%s\n' requirements plan implement test validate submit ;; esac ;;
    esac
} %{
    evaluate-commands %sh{
        # A JSON string: what would end it is escaped, what it cannot hold becomes a blank.
        json() { printf '"%s"' "$(printf %s "$*" | tr '\000-\037' ' ' | sed 's/[\\"]/\\&/g')"; }
        member() { arguments="$arguments, \"$1\": $2"; }
        quoted() { printf "'%s' " "$(printf %s "$1" | sed "s/'/''/g")"; }

        verb=$1
        shift
        # As kak-lsp writes a file's address; what is not in this list the server encodes itself.
        file=$(printf %s "$kak_buffile" | sed 's/%/%25/g; s/#/%23/g; s/?/%3F/g; s/\[/%5B/g; s/\]/%5D/g')
        arguments="\"line\": $((kak_cursor_line - 1))"
        case $file in /*) member uri "$(json "file://$file")" ;; esac
        if [ "$1" = -run ]; then
            [ $# -ge 2 ] || { echo 'fail backend-factory: which run? Next: -run and its id'; exit; }
            member run "$(json "$2")"
            shift 2
        fi
        case $verb in
            run-phase)
                [ $# -ge 1 ] || { echo 'fail backend-factory: which phase? Next: 1 to 6, or its name'; exit; }
                member phase "$(json "$1")"
                shift ;;
        esac
        if [ $# -gt 0 ]; then
            case $verb in
                run | plan | run-phase) member text "$(json "$*")" ;;
                retry) member feedback "$(json "$*")" ;;
                waive | accept) member reason "$(json "$*")" ;;
                choose-agent) member agent "$(json "$1")" ;;
                open-deliverable) member phase "$(json "$1")" ;;
                allow)
                    [ "$1" = always ] || { echo 'fail backend-factory: allow takes the word always, or none'; exit; }
                    member always true ;;
                *) printf 'fail %s\n' "$(quoted "backend-factory: $verb takes no words")"; exit ;;
            esac
        fi
        # `open-deliverable` is `backendFactory.openDeliverable` on the wire.
        command=$(printf %s "$verb" | awk -F- '{ out = $1; for (i = 2; i <= NF; i++) out = out toupper(substr($i, 1, 1)) substr($i, 2); print out }')
        printf 'lsp-execute-command %s %s backend-factory\n' "$(quoted "backendFactory.$command")" "$(quoted "[{$arguments}]")"
    }
}

# Words are asked for; none at all mean the request at the cursor, or what the gate found.
define-command -hidden -override backend-factory-words -params 2 %{
    prompt "%arg{2} " "backend-factory-said %arg{1} %%val{text}"
}
define-command -hidden -override backend-factory-said -params 2 %{
    evaluate-commands %sh{
        if [ -n "$2" ]; then echo 'backend-factory %arg{1} %arg{2}'; else echo 'backend-factory %arg{1}'; fi
    }
}

# What our server says: a file that was asked for is opened, and an answer of several lines (help,
# doctor, metrics) gets a box, because the status line has no room for it.
define-command -hidden -override lsp-show-message-info -params 2 %{
    echo -debug "LSP: info from server %arg{1}: %arg{2}"
    evaluate-commands %sh{
        newline='
'
        case $1:$2 in
            "backend-factory:"*"$newline"*) echo 'info -title %arg{1} -- %arg{2}' ;;
            backend-factory:/*) [ -f "$2" ] && echo 'edit -existing -- %arg{2}' || echo 'echo -- %arg{2}' ;;
            backend-factory:*) echo 'echo -- "%arg{1}: %arg{2}"' ;;
            *) echo 'echo -- "LSP: info from server %arg{1}: %arg{2}"' ;;
        esac
    }
}

try %{ declare-user-mode backend-factory }
map global backend-factory a ': lsp-code-actions<ret>'                 -docstring 'everything possible at the cursor'
map global backend-factory r ': backend-factory-words run "What should be built? (empty: the request at the cursor)"<ret>' -docstring 'run…'
map global backend-factory p ': backend-factory-words plan "What should be planned? (empty: the request at the cursor)"<ret>' -docstring 'plan only…'
map global backend-factory y ': backend-factory approve<ret>'          -docstring 'approve and continue'
map global backend-factory R ': backend-factory-words retry "What should be different? (empty: what the gate found)"<ret>' -docstring 'retry with feedback…'
map global backend-factory w ': backend-factory-words waive "Why may this gate be passed?"<ret>' -docstring 'waive the gate…'
map global backend-factory c ': backend-factory continue<ret>'         -docstring 'continue after a limit'
map global backend-factory k ': backend-factory recheck<ret>'          -docstring 'check the gate again'
map global backend-factory x ': backend-factory cancel<ret>'           -docstring 'cancel the run'
map global backend-factory s ': backend-factory status<ret>'           -docstring 'how all runs stand'
map global backend-factory o ': backend-factory open-deliverable<ret>' -docstring 'open the deliverable'
map global backend-factory d ': backend-factory show-diff<ret>'        -docstring 'show the diff'
map global backend-factory A ': backend-factory apply<ret>'            -docstring 'apply to working tree'
