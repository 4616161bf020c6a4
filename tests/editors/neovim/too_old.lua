-- A Neovim below the floor: the plugin says so once, politely, and leaves everything else alone.
-- Usage: nvim --clean --headless -S too_old.lua
vim.opt.runtimepath:prepend(os.getenv('BF_PLUGIN'))
local said = {}
vim.notify = function(message, level)
  table.insert(said, { message, level })
end
vim.cmd('runtime plugin/backend_factory.lua')
vim.cmd('runtime plugin/backend_factory.lua')
vim.wait(5000, function()
  return #said > 0
end, 10)
local once = #said == 1 and said[1][2] == vim.log.levels.WARN
local left_alone = vim.fn.exists(':BackendFactory') == 0 and #vim.lsp.get_active_clients() == 0
io.stdout:write((said[1] or { 'nothing was said' })[1] .. '\n')
vim.cmd(once and left_alone and 'cquit 0' or 'cquit 1')
