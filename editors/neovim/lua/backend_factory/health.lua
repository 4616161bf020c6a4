-- `:checkhealth backend_factory`: is everything there, and if not, what to do.
local M = {}

function M.check()
  -- Before 0.10 the functions had longer names.
  local health = vim.health.start and vim.health
    or { start = vim.health.report_start, ok = vim.health.report_ok, info = vim.health.report_info, error = vim.health.report_error, warn = vim.health.report_warn }
  local client = require('backend_factory.client')
  health.start('Backend Factory')
  if vim.fn.has('nvim-0.11') == 1 then
    health.ok('Neovim with vim.lsp.config')
  elseif vim.fn.has('nvim-0.8') == 1 then
    health.ok('Neovim with vim.lsp.start')
  else
    health.error('Neovim is too old', { 'Use Neovim 0.8 or newer.' })
  end
  local cmd = client.config().cmd
  local program = type(cmd) == 'table' and cmd[1] or nil
  if not program then
    health.info('the server lives in this process')
  elseif vim.fn.executable(program) == 1 then
    local version = vim.trim(vim.fn.system({ program, '--version' }))
    if vim.v.shell_error == 0 then
      health.ok(('%s (%s)'):format(version, vim.fn.exepath(program)))
    else
      health.error(('%s --version failed: %s'):format(program, version))
    end
  else
    health.error(('the program `%s` is not on PATH'):format(program), {
      'Install it: `cargo install --path .` in the repository of Backend Factory',
      "Or name it: require('backend_factory').setup({ cmd = { '/path/to/backend-factory', 'lsp' } })",
    })
  end
  if vim.fn.executable('git') == 1 then
    health.ok('git')
  else
    health.error('git is not on PATH', { 'Runs work in git worktrees: install git.' })
  end
  local clients = client.clients()
  if #clients == 0 then
    health.info('the server is attached nowhere: open a file of a git repository')
  end
  for _, one in ipairs(clients) do
    health.ok(('attached, root %s'):format(one.config.root_dir or 'none'))
  end
end

return M
