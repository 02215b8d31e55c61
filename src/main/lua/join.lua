-- A replica begins to take part, or comes back. Of a server that is not the one it was, or has forgotten, the history is another one.
-- KEYS: meta, members, log
-- ARGV: owner, the server's run, the name of a new epoch, node, life, silence in ms, the replica's epoch and sequence, members it knows
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local meta = redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'run', 'seq', 'previous', 'raised', 'raised_at')
if meta[1] and meta[1] ~= ARGV[1] then
  return {'OWNER'}
end
local member = redis.call('HGET', KEYS[2], ARGV[4])
if member then
  local life, beat = string.match(member, '^(%S+) (%d+)')
  if life ~= ARGV[5] and now - tonumber(beat) < tonumber(ARGV[6]) then
    return {'NODE'}
  end
end
local epoch, previous, seq = meta[2], meta[5] or '', tonumber(meta[4] or '0')
local raised, raised_at = tonumber(meta[6] or '0'), tonumber(meta[7] or '0')
if not epoch then
  -- What is left of it begins where the new one cannot.
  redis.call('DEL', KEYS[3])
end
if not epoch or meta[3] ~= ARGV[2] then
  epoch, previous, raised, raised_at = ARGV[3], epoch or '', seq, now
  redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'epoch', epoch, 'run', ARGV[2], 'seq', seq,
    'previous', previous, 'raised', raised, 'raised_at', raised_at)
end
local his_epoch, his_seq = ARGV[7], ARGV[8]
if his_epoch == '' then
  -- It has nothing that could be older.
  his_epoch, his_seq = epoch, seq
end
redis.call('HSET', KEYS[2], ARGV[4], ARGV[5] .. ' ' .. now .. ' ' .. his_epoch .. ' ' .. his_seq)
if ARGV[7] ~= epoch then
  -- In the history that the replica knows none is missing, but for those who left.
  for i = 9, #ARGV do
    redis.call('HSETNX', KEYS[2], ARGV[i], '- 0 - 0')
  end
end
local function event(from, to)
  local found = redis.call('XRANGE', KEYS[3], from, to, 'COUNT', 1)[1]
  return found and {found[1], found[2][2]} or {'0-0', ''}
end
return {'OK', epoch, previous, raised, raised_at, seq, now,
  event('-', '+')[1], event(his_seq .. '-0', his_seq .. '-0')[2], event(seq .. '-0', seq .. '-0')[2]}
