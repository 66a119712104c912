// The engines that run in Node, on the tasks of main.go. It prints {"engine": {"task": nanoseconds}}.
import { ZenEngine } from "@gorules/zen-engine";
import { Engine } from "json-rules-engine";

const data = { zone: "A", cars: 3, years: 4, rate: 0.5, status: "open", badge: true };
const storedCases = 100_000;

const rows = (n) => Array.from({ length: n }, (_, i) =>
  i === n - 3 ? { zone: "A", low: 3, high: 1000, most: 90, badge: true } : { zone: "B", low: i, high: i + 10, most: 90, badge: true });

// measure gives the nanoseconds that a task takes: the middle of three runs of about a second.
async function measure(task) {
  await task();
  const taken = [];
  for (let run = 0; run < 3; run++) {
    let n = 0;
    const start = process.hrtime.bigint();
    let spent = 0n;
    do {
      await task();
      n++;
      spent = process.hrtime.bigint() - start;
    } while (spent < 700_000_000n);
    taken.push(Number(spent) / n);
  }
  return taken.sort((a, b) => a - b)[1];
}

// hundredfold decides a hundredth of the stored cases, and counts them a hundredfold.
const hundredfold = async (decide) => 100 * await measure(async () => { for (let i = 0; i < storedCases / 100; i++) await decide(); });

const wrong = (got) => { throw new Error("the answer is wrong: " + JSON.stringify(got)); };

const zenTable = (inputs, rules) => ({
  nodes: [
    { id: "in", type: "inputNode", name: "in", position: { x: 0, y: 0 } },
    { id: "table", type: "decisionTableNode", name: "table", position: { x: 0, y: 0 }, content: { hitPolicy: "first", inputs, outputs: [{ id: "row", name: "row", field: "row", type: "expression" }], rules } },
    { id: "out", type: "outputNode", name: "out", position: { x: 0, y: 0 } },
  ],
  edges: [{ id: "a", sourceId: "in", targetId: "table", type: "edge" }, { id: "b", sourceId: "table", targetId: "out", type: "edge" }],
});
const column = (field) => ({ id: field, name: field, field, type: "expression" });
const zenRule = (n, i) => ({ _id: "r" + i, zone: '"A"', cars: "> " + n, years: ">= 1", rate: "< 0.7", status: '$ != "closed"', row: "1" });
const fiveColumns = ["zone", "cars", "years", "rate", "status"].map(column);

async function zen() {
  const engine = new ZenEngine();
  const five = engine.createDecision(zenTable(fiveColumns, [zenRule(2, 0)]));
  const table = (n) => engine.createDecision(zenTable(["zone", "cars", "years", "badge"].map(column), rows(n).map((r, i) => (
    { _id: "r" + i, zone: JSON.stringify(r.zone), cars: `[${r.low}..${r.high})`, years: "< " + r.most, badge: String(r.badge), row: String(i + 1) }))));
  const hit = (t, want) => async () => {
    const { result } = await t.evaluate(data);
    if (result.row !== want) wrong(result);
  };
  const t20 = hit(table(20), 18), t1000 = hit(table(1000), 998);
  return {
    five: await measure(hit(five, 1)),
    table20: await measure(t20),
    table1000: await measure(t1000),
    compile500: await measure(async () => {
      const d = engine.createDecision(zenTable(fiveColumns, Array.from({ length: 500 }, (_, i) => zenRule(i, i))));
      await d.evaluate(data); // an expression is made ready when it is first asked
    }),
    stored: await hundredfold(t20),
  };
}

const jsonRule = (row, conditions) => ({ conditions: { all: conditions.map(([fact, operator, value]) => ({ fact, operator, value })) }, event: { type: "row", params: { row } } });
const jsonFive = (n) => jsonRule(1, [["zone", "equal", "A"], ["cars", "greaterThan", n], ["years", "greaterThanInclusive", 1], ["rate", "lessThan", 0.7], ["status", "notEqual", "closed"]]);

async function jsonRules() {
  const five = new Engine([jsonFive(2)]);
  const table = (n) => new Engine(rows(n).map((r, i) => jsonRule(i + 1, [["zone", "equal", r.zone], ["cars", "greaterThanInclusive", r.low], ["cars", "lessThan", r.high], ["years", "lessThan", r.most], ["badge", "equal", r.badge]])));
  const hit = (e, want) => async () => {
    const { events } = await e.run(data);
    if (events[0]?.params.row !== want) wrong(events);
  };
  const t20 = hit(table(20), 18);
  return {
    five: await measure(hit(five, 1)),
    table20: await measure(t20),
    table1000: await measure(hit(table(1000), 998)),
    compile500: await measure(async () => { new Engine(Array.from({ length: 500 }, (_, i) => jsonFive(i))); }),
    stored: await hundredfold(t20),
  };
}

const all = {};
for (const [name, run] of [["zen-engine", zen], ["json-rules-engine", jsonRules]]) {
  try {
    all[name] = await run();
  } catch (e) {
    console.error(name + ": " + e);
  }
}
console.log(JSON.stringify(all));
