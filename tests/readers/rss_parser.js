// Reads a feed from standard input with rss-parser and writes what it found as JSON.
const Parser = require("rss-parser");

const parser = new Parser({ customFields: { item: ["dc:language"] } });
let document = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (part) => (document += part));
process.stdin.on("end", async () => {
  const feed = await parser.parseString(document);
  process.stdout.write(JSON.stringify(feed));
});
