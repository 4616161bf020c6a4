-- `:BackendFactory VERB …`: finds the verb, and completes verbs, runs, phases and agents.
local client = require('backend_factory.client')
local verbs = require('backend_factory.verbs').verbs

local M = {}

--- The verbs that the server at hand can answer.
local function known()
  local names = vim.tbl_filter(function(verb)
    return not verbs[verb].needs or client.offers(verbs[verb].needs)
  end, vim.tbl_keys(verbs))
  table.sort(names)
  return names
end

function M.run(command)
  local words = command.fargs
  local verb = table.remove(words, 1) or 'status'
  if not verbs[verb] then
    return client.say(('there is no `%s`. Known: %s'):format(verb, table.concat(known(), ', ')), vim.log.levels.ERROR)
  elseif not vim.tbl_contains(known(), verb) then
    return client.say(('this server has no `%s` yet. Next: update `backend-factory`'):format(verb), vim.log.levels.WARN)
  end
  verbs[verb].act(words)
end

function M.complete(lead, line)
  local words = vim.split(vim.trim(line), '%s+')
  local position = #words - (lead ~= '' and 1 or 0)
  local candidates = {}
  if position == 1 then
    candidates = known()
  elseif position == 2 and verbs[words[2]] and verbs[words[2]].follow then
    candidates = verbs[words[2]].follow()
  end
  table.sort(candidates)
  return vim.tbl_filter(function(candidate)
    return vim.startswith(candidate, lead)
  end, candidates)
end

return M
