-- Loaded once at startup: the command, and the language server for every file in a git repository.
-- Set `vim.g.backend_factory = false` before to have neither, or a table of options to configure it.
if vim.g.loaded_backend_factory or vim.g.backend_factory == false then
  return
end
vim.g.loaded_backend_factory = true

if vim.fn.has('nvim-0.8') == 0 then
  -- Said once and not as an error: everything else of this person's Neovim works on.
  vim.schedule(function()
    vim.notify('Backend Factory needs Neovim 0.8 or newer and does nothing here. Next: update Neovim, or `backend-factory run` in a terminal.', vim.log.levels.WARN)
  end)
  return
end

vim.api.nvim_create_user_command('BackendFactory', function(command)
  require('backend_factory.command').run(command)
end, {
  nargs = '*',
  desc = 'Backend Factory: runs and their gates',
  complete = function(...)
    return require('backend_factory.command').complete(...)
  end,
})

require('backend_factory').enable(vim.g.backend_factory)
