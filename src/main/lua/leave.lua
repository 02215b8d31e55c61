-- A replica takes part no more, and answers nobody from now on; or somebody says so of one that does not come back.
-- KEYS: members
-- ARGV: node, life; any if it is empty
local member = redis.call('HGET', KEYS[1], ARGV[1])
if not member or (ARGV[2] ~= '' and string.match(member, '^%S+') ~= ARGV[2]) then
  return 0
end
return redis.call('HDEL', KEYS[1], ARGV[1])
