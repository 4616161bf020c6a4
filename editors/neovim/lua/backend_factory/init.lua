-- The front of the plugin: `setup`, and the function for a statusline. Everything that decides
-- anything is in the server; here stand only the questions and views that Neovim has and LSP has not.
local M = {}

--- @class backend_factory.Options
--- @field cmd? string[] The server's command line.
--- @field filetypes? string[] Only these; nil: all.
--- @field lenses? boolean Show this server's code lenses: on commands to it, and on live runs. Default: true.
--- @field settings? table The server's settings, as `backend-factory config docs` lists them.

--- @param options? backend_factory.Options
function M.setup(options)
  require('backend_factory.client').enable(options or {})
end

--- What `plugin/` calls: options may come from `vim.g.backend_factory`, and `setup` may follow.
--- @param options any
function M.enable(options)
  M.setup(type(options) == 'table' and options or {})
end

--- For a statusline: `Phase 3/6: Core Implementation`, `Approve phase 2?`, or an empty string.
--- @param live? boolean Also what the agent is doing in a running phase.
--- @return string
function M.statusline(live)
  return require('backend_factory.runs').headline(live)
end

return M
