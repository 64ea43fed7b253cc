import { LuaScript } from './lua-script.js';

/**
 * The keys that the nodes of one service share in a Redis database of their own. The keys say `process` for a node, as in version 1,
 * so that nodes of both versions share presence during an upgrade.
 *
 * - `messenger:processes` sorted set: each node, by the time in ms at which it expires without another heartbeat
 * - `messenger:process:<node>` hash: the accounts connected to the node, id to username
 * - `messenger:dead` set: removed nodes whose accounts remain to be removed, from `messenger:dead:<node>`
 * - `messenger:online` hash: the number of nodes that an account is connected to; no field for none
 * - `messenger:events` stream: the events that the nodes publish
 *
 * All times are those of Redis, so that the clocks of the nodes do not matter.
 */
const prelude = `
local nodes = 'messenger:processes'
local dead = 'messenger:dead'
local online = 'messenger:online'
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function accounts_of(node) return 'messenger:process:' .. node end
local function accounts_of_dead(node) return 'messenger:dead:' .. node end

-- Kept for 30 s, the longest time that a node reads late, and no longer: the events contain messages.
local function publish(...)
  redis.call('XADD', 'messenger:events', 'MINID', '~', now - 30000, '*', ...)
end

local function publish_presence(event, id, username)
  publish('event', event, 'account', id, 'username', username)
end

local function remove_from_node(id, username)
  if redis.call('HINCRBY', online, id, -1) <= 0 then
    redis.call('HDEL', online, id)
    publish_presence('user-offline', id, username)
  end
end
`;

/** Publishes a batch of notices. `ARGV`: the sender, the number of the batch, the notices as JSON. */
export const publishBatch = new LuaScript(`${prelude}
publish('from', ARGV[1], 'number', ARGV[2], 'notices', ARGV[3])
return 1
`);

/** Registers a node. `ARGV`: the node, and the time in ms until it expires. */
export const registerNode = new LuaScript(`${prelude}
return redis.call('ZADD', nodes, now + ARGV[2], ARGV[1])
`);

/**
 * Renews the registration of a node. `ARGV`: as for `registerNode`. Answers 1; or 2 when the registration had expired
 * but no other node had removed it; or 0, having done nothing, when there is no registration: another node removed it, or
 * Redis lost its data.
 */
export const renewNode = new LuaScript(`${prelude}
local deadline = redis.call('ZSCORE', nodes, ARGV[1])
if not deadline then return 0 end
redis.call('ZADD', nodes, now + ARGV[2], ARGV[1])
return tonumber(deadline) > now and 1 or 2
`);

/**
 * Adds an account to a node, with its first connection there. `ARGV`: the node, the account's id and username. Answers 0,
 * having done nothing, when the node is not registered.
 */
export const addAccount = new LuaScript(`${prelude}
if not redis.call('ZSCORE', nodes, ARGV[1]) then return 0 end
if redis.call('HSETNX', accounts_of(ARGV[1]), ARGV[2], ARGV[3]) == 1 then
  if redis.call('HINCRBY', online, ARGV[2], 1) == 1 then publish_presence('user-online', ARGV[2], ARGV[3]) end
end
return 1
`);

/**
 * Removes an account from a node, after its last connection there. `ARGV`: the node, the account's id and username, and 1
 * to publish `user-offline` for an account without any node even when the account was not registered. Answers 0, having
 * done nothing, when the node is not registered.
 */
export const removeAccount = new LuaScript(`${prelude}
if not redis.call('ZSCORE', nodes, ARGV[1]) then return 0 end
if redis.call('HDEL', accounts_of(ARGV[1]), ARGV[2]) == 1 then
  remove_from_node(ARGV[2], ARGV[3])
elseif ARGV[4] == '1' and redis.call('HEXISTS', online, ARGV[2]) == 0 then
  publish_presence('user-offline', ARGV[2], ARGV[3])
end
return 1
`);

/**
 * Removes nodes and their accounts, some accounts with each call, each account exactly once whichever nodes call. `ARGV`:
 * the node to remove; empty for all expired nodes. Answers whether accounts remain.
 */
export const removeNodes = new LuaScript(`${prelude}
local removed = { ARGV[1] }
if ARGV[1] == '' then removed = redis.call('ZRANGEBYSCORE', nodes, '-inf', now) end
for _, node in ipairs(removed) do
  -- Renamed at once: a node that lives after all registers again, under another name.
  if redis.call('ZREM', nodes, node) == 1 and redis.call('EXISTS', accounts_of(node)) == 1 then
    redis.call('RENAME', accounts_of(node), accounts_of_dead(node))
    redis.call('SADD', dead, node)
  end
end
local node = redis.call('SRANDMEMBER', dead)
if not node then return 0 end
local some = redis.call('HSCAN', accounts_of_dead(node), 0, 'COUNT', 500)[2]
for index = 1, #some, 2 do
  -- A scan may return the same field twice.
  if redis.call('HDEL', accounts_of_dead(node), some[index]) == 1 then remove_from_node(some[index], some[index + 1]) end
end
if redis.call('EXISTS', accounts_of_dead(node)) == 0 then redis.call('SREM', dead, node) end
return redis.call('SCARD', dead)
`);
