/**
 * Preloaded (`node --require`) into a host under test: names of which only the test knows the address. They come as
 * JSON in TEST_HOSTS, in lower case, and stand in for the DNS of the domain under test.
 */
const dns = require('node:dns');

const hosts = JSON.parse(process.env.TEST_HOSTS ?? '{}');
const lookup = dns.lookup;

dns.lookup = (name, ...rest) => {
  const address = hosts[String(name).toLowerCase()];
  if (address === undefined) return lookup(name, ...rest);
  const callback = rest.at(-1);
  const wantsAll = typeof rest[0] === 'object' && rest[0]?.all === true;
  process.nextTick(() => (wantsAll ? callback(null, [{ address, family: 4 }]) : callback(null, address, 4)));
};
