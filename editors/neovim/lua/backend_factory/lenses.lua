-- Code lenses of this server only: `vim.lsp.codelens.refresh` asks every server, and who wants none of
-- their language's server's should not get them from us. `vim.lsp.codelens.run()` runs them as any.
local M = {}

local client_of_ours = {}

--- Up to 0.11 lenses stand where diagnostics in words stand, and the first lens of a run says what its
--- diagnostic says: once is enough.
local function handler(err, lenses, context, config)
  local shown = vim.diagnostic.config() or {}
  if shown.virtual_text or shown.virtual_lines then
    lenses = vim.tbl_filter(function(lens)
      return not (lens.command and lens.command.command == 'backendFactory.show')
    end, type(lenses) == 'table' and lenses or {})
  end
  vim.lsp.codelens.on_codelens(err, lenses, context, config)
end

local function refresh(client, bufnr)
  local params = { textDocument = vim.lsp.util.make_text_document_params(bufnr) }
  if vim.fn.has('nvim-0.11') == 1 then
    client:request('textDocument/codeLens', params, handler, bufnr)
  else
    client.request('textDocument/codeLens', params, handler, bufnr)
  end
end

--- Asks again, in every buffer that is shown.
function M.refresh()
  for id in pairs(client_of_ours) do
    local client = vim.lsp.get_client_by_id(id)
    if not client then
      client_of_ours[id] = nil
    else
      for bufnr in pairs(client.attached_buffers or {}) do
        if #vim.fn.win_findbuf(bufnr) > 0 then
          refresh(client, bufnr)
        end
      end
    end
  end
end

--- Shows them in a buffer from now on.
function M.attach(client, bufnr)
  -- From 0.12 on Neovim keeps them itself, for one client if that is wanted.
  if vim.lsp.codelens.enable then
    return vim.lsp.codelens.enable(true, { client_id = client.id })
  end
  client_of_ours[client.id] = true
  local group = vim.api.nvim_create_augroup('backend_factory_lenses_' .. bufnr, { clear = true })
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'TextChanged' }, {
    group = group,
    buffer = bufnr,
    callback = function()
      if vim.lsp.get_client_by_id(client.id) then
        refresh(client, bufnr)
      end
    end,
  })
  refresh(client, bufnr)
end

return M
