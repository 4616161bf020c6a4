" Backend Factory in Vim with ALE, beside every other linter and server of a language.
" Source it from your vimrc, or put it into ~/.vim/plugin/. In front of that, if you like:
"   let g:backend_factory_command = '/opt/bf/backend-factory'
"   let g:backend_factory_settings = {'approval': 'each-phase'}      (backend-factory config docs)
"   let g:backend_factory_filetypes = ['rust', 'go']
" `:ALECodeAction` on the comment has everything; the state of a run stands behind its line.

if exists('g:loaded_backend_factory')
  finish
endif
let g:loaded_backend_factory = 1

function! s:Command(buffer) abort
  return ale#Escape(get(g:, 'backend_factory_command', 'backend-factory')) . ' lsp'
endfunction

" The folder that holds `.git`, which is a file in a worktree. None: no server is started.
function! s:Root(buffer) abort
  let l:folder = ale#path#FindNearestDirectory(a:buffer, '.git')
  if !empty(l:folder)
    return fnamemodify(l:folder, ':h:h')
  endif
  let l:file = ale#path#FindNearestFile(a:buffer, '.git')
  return empty(l:file) ? '' : fnamemodify(l:file, ':h')
endfunction

function! s:Language(buffer) abort
  let l:ids = {'sh': 'shellscript', 'cs': 'csharp', 'text': 'plaintext', 'gitcommit': 'git-commit'}
  let l:type = getbufvar(a:buffer, '&filetype')
  return get(l:ids, l:type, l:type)
endfunction

function! s:Define() abort
  let l:usual = ['rust', 'go', 'python', 'javascript', 'typescript', 'typescriptreact', 'java', 'kotlin', 'scala', 'clojure', 'cs', 'php', 'ruby', 'elixir', 'erlang', 'c', 'cpp', 'haskell', 'ocaml', 'lua', 'perl', 'sh', 'sql', 'proto', 'graphql', 'yaml', 'toml', 'terraform', 'dockerfile', 'markdown', 'text', 'gitcommit']
  for l:type in get(g:, 'backend_factory_filetypes', l:usual)
    call ale#linter#Define(l:type, {
    \   'name': 'backend_factory',
    \   'lsp': 'stdio',
    \   'executable': {-> get(g:, 'backend_factory_command', 'backend-factory')},
    \   'command': function('s:Command'),
    \   'project_root': function('s:Root'),
    \   'language': function('s:Language'),
    \   'initialization_options': {-> {'settings': get(g:, 'backend_factory_settings', {})}},
    \})
  endfor
endfunction

augroup backend_factory
  autocmd!
  " ALE itself may be loaded after this file.
  autocmd VimEnter * call s:Define()
augroup END
if v:vim_did_enter
  call s:Define()
endif
