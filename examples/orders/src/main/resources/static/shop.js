/** The shop: what is written is shown at once, and marked until an answer of the read model covers it. */
import { readside, ReadsideError } from '/webjars/readside/readside.js';

const PRODUCTS = { kettle: 2990, cup: 650, lamp: 4400 };
const ACTIONS = [
  { verb: 'Pay', doing: 'paying …', path: 'payment', status: 'paid', from: ['placed'], body: (order) => ({ amountCents: order.totalCents }) },
  { verb: 'Ship', doing: 'shipping …', path: 'shipment', status: 'shipped', from: ['placed', 'paid'], body: () => ({}) },
  { verb: 'Cancel', doing: 'cancelling …', path: 'cancellation', status: 'cancelled', from: ['placed', 'paid'], body: () => ({ reason: 'changed mind' }) },
];
const SHOWN_ORDERS = 6;
const SHOWN_STEPS = 8;
const VISITOR_SEES = 4;
const VISITOR_REMEMBERS = 20;
const VISITOR_PAUSE_MS = 1000;

const $ = (id) => document.getElementById(id);
const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });
const euros = (cents) => money.format(Number(cents) / 100);
const time = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' });
const short = (orderId) => orderId.slice(0, 8);
const duration = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
const say = (text) => ($('status').textContent = text);

/** An element. What comes from the server only ever goes into text and attributes, never into markup. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

// Without cookies: a tab stands for a browser here, and all tabs share theirs.
const withoutCookies = (url, init) => fetch(url, { ...init, credentials: 'omit' });
const orders = readside('orders', { storage: () => sessionStorage, fetch: withoutCookies });
const visitor = readside('visitor', { fetch: withoutCookies });
const showToken = () => ($('token').textContent = orders.token() ?? 'none yet');

// --- the list of orders ---

const items = new Map(); // by key
const written = new Map(); // by key: when the write was made, and what is being done
let confirming = false;
const rows = orders.optimisticRows({ key: (order) => order.orderId, onChange: showOrders });

function showOrders(list) {
  $('empty').hidden = list.length > 0;
  for (const [key, item] of items) {
    if (!list.some((entry) => entry.key === key)) {
      item.remove();
      items.delete(key);
    }
  }
  list.forEach((entry, index) => {
    const item = items.get(entry.key) ?? newItem(entry.key);
    if ($('orders').children[index] !== item) {
      $('orders').insertBefore(item, $('orders').children[index] ?? null);
    }
    update(item, entry);
  });
}

function newItem(key) {
  const part = (name) => element('span', { class: name });
  const item = element('li', { tabindex: '-1' }, part('id'), part('total'), part('who'), part('badge'), part('mark'),
    element('span', { class: 'actions' }, ...ACTIONS.map(({ verb }) => element('button', { type: 'button' }, verb))));
  items.set(key, item);
  return item;
}

function update(item, { key, row, pending }) {
  const set = (name, text) => (item.querySelector(`.${name}`).textContent = text);
  const id = row.orderId ? short(row.orderId) : 'new order';
  set('id', id);
  set('who', `${row.customerId} · ${row.region} · ${time.format(new Date(row.placedAt))}`);
  set('total', euros(row.totalCents));
  set('badge', row.status);
  item.dataset.status = row.status;
  if (pending) {
    mark(item, 'pending', written.get(key).doing);
  } else if (item.dataset.state === 'pending') {
    settle(item, key, id);
  }
  ACTIONS.forEach((action, index) => {
    const button = item.querySelectorAll('button')[index];
    const focused = button === document.activeElement;
    button.hidden = !row.orderId || !action.from.includes(row.status);
    button.setAttribute('aria-label', `${action.verb} order ${id}`);
    button.onclick = () => act(action, row);
    if (button.hidden && focused) {
      item.focus(); // else the keyboard would begin at the top again
    }
  });
}

function mark(item, state, text) {
  item.dataset.state = state;
  item.querySelector('.mark').textContent = text;
}

function settle(item, key, id) {
  if (!confirming) {
    mark(item, 'undone', 'undone');
    return;
  }
  const waited = duration(performance.now() - written.get(key).at);
  mark(item, 'confirmed', `✓ confirmed after ${waited}`);
  say(`Order ${id} is confirmed after ${waited}.`);
}

// --- writing ---

/** Sends a command whose effect is on the screen already. */
async function write(key, doing, patch, url, json) {
  const write = { at: performance.now(), doing };
  const line = newLine('POST', url);
  const command = orders.command(url, { json }).then(({ orderId }) => {
    write.doing = 'accepted, not in the read model yet';
    written.set(orderId, write);
    return { orderId };
  });
  written.set(key, write);
  rows.optimistic(key, patch, command, ({ orderId }) => ({ orderId }));
  try {
    await command;
    step(line, 'accepted', `accepted after ${duration(performance.now() - write.at)}, token ${orders.token()}`);
    showToken();
    say('Accepted. The read model will confirm it.');
    refresh();
  } catch (refused) {
    step(line, 'refused', `refused: ${refused.message}`);
    say(`Undone: ${refused.message}`);
  }
}

function act(action, order) {
  const url = `/orders/${encodeURIComponent(order.orderId)}/${action.path}`;
  write(order.orderId, action.doing, { status: action.status }, url, action.body(order));
}

let placed = 0;

function place(event) {
  event.preventDefault();
  const form = new FormData($('place'));
  const lines = chosen();
  if (lines.length === 0) {
    say('Choose at least one product.');
    $('products').querySelector('input').focus();
    return;
  }
  const order = { customerId: form.get('customerId').trim(), region: form.get('region'), totalCents: total(lines) };
  const shown = { ...order, status: 'placed', placedAt: new Date().toISOString() };
  write(`new-${++placed}`, 'placing …', shown, '/orders', { ...order, lines });
}

const chosen = () => Object.keys(PRODUCTS)
  .map((sku) => ({ sku, quantity: $(`quantity-${sku}`).valueAsNumber || 0 }))
  .filter(({ quantity }) => quantity > 0);
const total = (lines) => lines.reduce((sum, { sku, quantity }) => sum + PRODUCTS[sku] * quantity, 0);
const showSum = () => ($('sum').textContent = euros(total(chosen())));

// --- what the gate did ---

function newLine(method, url) {
  const line = element('li', {}, element('code', {}, `${method} ${url.replace(/\?.*/, '').replace(/[0-9a-f-]{36}/, short)}`));
  $('no-gate').hidden = true;
  $('gate').prepend(line);
  while ($('gate').children.length > SHOWN_STEPS) {
    $('gate').lastChild.remove();
  }
  return line;
}

const step = (line, state, text) => line.append(element('span', { class: state }, text));

/** Writes the steps of one query into a line, those of one kind together. */
function stepsInto(line) {
  let pending = 0;
  return ({ step: name, after, ms, retryAfterMs }) => {
    if (name === 'asked' && pending === 0) {
      step(line, 'asked', after === null ? 'without a token' : `after ${after}`);
    } else if (name === 'dropped') {
      step(line, 'refused', 'token refused and dropped');
    } else if (name === 'pending') {
      pending++;
      line.querySelector('.pending')?.remove();
      step(line, 'pending', `${pending} × pending, ask again in ${duration(retryAfterMs)}`);
    } else if (name === 'fresh' || name === 'parked') {
      const waiting = line.querySelector('.pending');
      if (waiting) {
        waiting.textContent = `${pending} × pending`;
      }
      step(line, name, `${name} after ${duration(ms)}`);
    }
  };
}

// --- reading ---

let underWay = new AbortController();

/** Reads the list anew; a reading with an older token is given up. */
async function refresh() {
  underWay.abort();
  underWay = new AbortController();
  const { signal } = underWay;
  const line = newLine('GET', '/orders');
  try {
    shown(await orders.query(`/orders?limit=${SHOWN_ORDERS}`, { signal, within: 15_000, onStep: stepsInto(line) }), signal);
  } catch (failure) {
    step(line, 'quiet', signal.aborted ? 'given up for a newer token' : 'failed');
    if (!signal.aborted) {
      say(failure instanceof ReadsideError ? failure.message : 'The server cannot be reached. Try Refresh.');
    }
  }
}

function shown(answer, signal) {
  if (answer.tokenDropped) {
    say('The server did not know your token: earlier orders of yours may be missing.');
    showToken();
  }
  if (answer.state === 'fresh') {
    $('empty').textContent = 'No orders yet. Place the first one.';
    confirming = true;
    rows.fresh(answer, answer.value.orders);
    confirming = false;
  } else if (answer.state === 'parked') {
    say(`An operator has to look at this: ${answer.detail}`);
  } else {
    say('The read model is far behind; what is marked is kept and asked for again.');
    setTimeout(() => signal.aborted || refresh(), answer.retryAfterMs);
  }
}

// --- the visitor ---

const latencies = [];

async function visit() {
  const onStep = ({ step: name, ms }) => name === 'fresh' && latencies.unshift(ms);
  try {
    const { value } = await visitor.query(`/orders?limit=${VISITOR_SEES}`, { onStep });
    latencies.splice(VISITOR_REMEMBERS);
    $('visitor-ms').textContent = duration(latencies[0]);
    $('visitor-slowest').textContent = duration(Math.max(...latencies));
    $('visitor').replaceChildren(...value.orders.map((order) => element('li', {},
      element('code', {}, short(order.orderId)), ` ${order.customerId}, ${order.status}`)));
  } catch {
    $('visitor-ms').textContent = '–'; // told by the other panels
  }
  setTimeout(visit, VISITOR_PAUSE_MS);
}

// --- the demonstration's own switch ---

async function slowness(init) {
  try {
    const response = await withoutCookies('/demo/slowness', init);
    if (response.ok) { // else this is not the demonstration
      showSlowness((await response.json()).delayMs);
      $('demo').hidden = false;
    }
  } catch {
    say('The server cannot be reached. The projections are as slow as before.');
  }
}

function showSlowness(delayMs) {
  const text = `${delayMs / 1000} s`;
  $('slow').value = delayMs;
  $('slow').setAttribute('aria-valuetext', text);
  $('slow-by').textContent = text;
}

const slowDown = () => slowness({
  method: 'PUT',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ delayMs: $('slow').valueAsNumber }),
});

// --- what is there from the beginning ---

$('products').append(...Object.entries(PRODUCTS).map(([sku, cents]) => element('li', {},
  element('label', { for: `quantity-${sku}` }, sku),
  element('span', { class: 'quiet' }, euros(cents)),
  element('input', { id: `quantity-${sku}`, type: 'number', min: '0', max: '99', value: sku === 'cup' ? '2' : '0', inputmode: 'numeric' }))));
$('products').addEventListener('input', showSum);
$('place').addEventListener('submit', place);
$('refresh').addEventListener('click', refresh);
$('slow').addEventListener('input', () => showSlowness($('slow').valueAsNumber));
$('slow').addEventListener('change', slowDown);
showSum();
showToken();
slowness();
refresh();
visit();
