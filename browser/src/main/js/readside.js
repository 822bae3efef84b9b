/**
 * Honest reads in the browser: a page sends the token of its last write along with each query, and is told when the
 * read model has not got there yet. See readside.d.ts for the types.
 */

const PAGE = globalThis.document?.baseURI ?? globalThis.location?.href;
const GROWTH = 1.5; // of the pause between two tries
const JITTER = 0.2; // at most this much later, so that many pages do not ask at one moment
const LONGEST_PAUSE_MS = 2000;
const UNKNOWN_PAUSE_MS = 500; // where the server did not say when to ask again
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The server refused, with a status that is none of the three outcomes. */
export class ReadsideError extends Error {
  constructor(status, problem, url) {
    super(problem?.detail ?? problem?.title ?? `${url} answered ${status}`);
    this.name = 'ReadsideError';
    this.status = status;
    this.problem = problem;
  }
}

/**
 * One service as one browser session sees it.
 *
 * @param name of the service: what is kept in `storage` is kept under it
 */
export function readside(
  name,
  { storage, header = 'Readside-Version', fetch = (...args) => globalThis.fetch(...args), onStep: steps = () => {} } = {},
) {
  const token = keptToken(`readside:${name}`, storage);
  let turn = 0; // counts what is asked: what is asked after a write was answered carries a token that covers it

  /**
   * Sends a query with the token, as `?after=`: a header of our own would cost other origins a preflight for each query.
   * A token that is refused is dropped: first ours, then the cookie's, which that answer deletes.
   */
  async function ask(url, init, onStep) {
    const own = new URL(url, PAGE).searchParams.has('after');
    const after = own ? null : token.get();
    const asked = own ? 0 : ++turn;
    onStep({ step: 'asked', url: String(url), after });
    let response = await fetch(withToken(url, after), init);
    const dropped = await isTokenRefused(response);
    for (let left = after === null ? 1 : 2, refused = dropped; refused && left > 0; left--) {
      response = await fetch(url, init);
      refused = await isTokenRefused(response);
    }
    if (dropped) {
      token.drop(after);
      onStep({ step: 'dropped', url: String(url), after });
    }
    return { response, after: dropped ? null : after, turn: asked, dropped };
  }

  async function query(url, { within = 10_000, signal, onStep = steps, ...init } = {}) {
    const begun = performance.now();
    let tokenDropped = false;
    let last = { state: 'pending', retryAfterMs: UNKNOWN_PAUSE_MS };
    const told = (outcome) => {
      onStep({ step: outcome.state, url: String(url), ms: Math.round(performance.now() - begun), ...outcome });
      return tokenDropped ? { ...outcome, tokenDropped } : outcome;
    };
    const outcome = await bounded(within, signal, async (limit) => {
      for (let attempt = 0; ; attempt++) {
        const { response, dropped, ...asked } = await ask(url, { ...init, signal: limit }, onStep);
        tokenDropped ||= dropped;
        last = outcomeOf(await bodyOf(response, url), response, url, asked);
        const pause = Math.min(last.retryAfterMs * GROWTH ** attempt, Math.max(last.retryAfterMs, LONGEST_PAUSE_MS));
        const later = pause * (1 + Math.random() * JITTER);
        if (last.state !== 'pending' || 'stale' in last || performance.now() - begun + later > within) {
          return last;
        }
        told(last);
        await sleep(later, limit);
      }
    });
    return told(outcome ?? last);
  }

  async function command(url, { json, ...init } = {}) {
    const request = { method: 'POST', ...init, headers: new Headers(init.headers) };
    if (json !== undefined) {
      request.body = JSON.stringify(json);
      request.headers.set('content-type', 'application/json');
    }
    const response = await fetch(url, request);
    const version = response.headers.get(header);
    token.remember(version); // whatever comes of the rest: there is one if something was written
    const answer = await bodyOf(response, url);
    if (!response.ok) {
      throw new ReadsideError(response.status, answer.value, url);
    }
    token.remember(version ?? versionIn(answer));
    return answer.value;
  }

  async function whenFresh(url, { within = 30_000, signal, onStep = steps, ...init } = {}) {
    const pending = { state: 'pending', retryAfterMs: UNKNOWN_PAUSE_MS };
    let told = {};
    const outcome = await bounded(within, signal, async (limit) => {
      const headers = new Headers(init.headers);
      headers.set('accept', 'text/event-stream');
      const { response, dropped, ...asked } = await ask(url, { ...init, headers, signal: limit }, onStep);
      told = dropped ? { tokenDropped: true } : {};
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
        const other = outcomeOf(await bodyOf(response, url), response, url, asked);
        return other.state === 'fresh' ? pending : other; // no event came that says so
      }
      const { event, data } = await firstEvent(response.body);
      if (event === 'fresh') {
        return { state: event, value: data.version, ...asked };
      }
      return event === 'parked' ? { state: event, detail: data.detail } : { ...pending, ...data };
    });
    return { ...(outcome ?? pending), ...told };
  }

  return {
    query,
    command,
    whenFresh,
    token: token.get,
    forget: () => token.drop(token.get()),
    optimisticRows: (options) => optimisticRows(() => turn, options),
  };
}

/** The highest token; in storage it outlives the page. A storage that is blocked or full is done without. */
function keptToken(key, storage) {
  let memory = null;
  const stored = (act) => {
    try {
      return storage ? act() : memory;
    } catch {
      storage = undefined;
      return memory;
    }
  };
  const get = () => stored(() => storage().getItem(key));
  return {
    get,
    remember(text) {
      if (text !== null && !isLower(text, get())) {
        memory = text;
        stored(() => storage().setItem(key, text));
      }
    },
    drop(refused) {
      if (get() === refused) { // a write may have brought another one meanwhile
        memory = null;
        stored(() => storage().removeItem(key));
      }
    },
  };
}

async function isTokenRefused(response) {
  if (response.status !== 400) {
    return false;
  }
  const problem = await response.clone().json().catch(() => null); // the body is read again by others
  return problem?.type === 'urn:readside:token';
}

/** Whether both are of one partition, so that they compare, and the first is lower; of other texts the newest is kept. */
function isLower(text, kept) {
  const [one, other] = [text, kept].map((token) => /^(?:(\d+)\.)?(\d+)$/.exec(token ?? ''));
  if (!one || !other) {
    return false;
  }
  const timelines = BigInt(one[1] ?? 1) - BigInt(other[1] ?? 1);
  return timelines < 0n || (timelines === 0n && BigInt(one[2]) < BigInt(other[2]));
}

/** The URL as it was given, with the token as its last parameter. A fragment would not be sent anyway. */
function withToken(url, after) {
  if (after === null) {
    return url;
  }
  const [path] = String(url).split('#');
  const separator = path.includes('?') ? (/[?&]$/.test(path) ? '' : '&') : '?';
  return `${path}${separator}after=${encodeURIComponent(after)}`;
}

/** `value` is the parsed body, the text where it is no JSON, undefined where there is none. */
async function bodyOf(response, url) {
  const text = await response.text();
  if (text === '' || !/[/+]json\b/.test(response.headers.get('content-type') ?? '')) {
    return { text, value: text === '' ? undefined : text };
  }
  try {
    return { text, value: JSON.parse(text) };
  } catch (cause) {
    throw new ReadsideError(response.status, { detail: `${url} answered JSON that cannot be read: ${cause.message}` });
  }
}

/** The token in a body. Above 2^53 a parsed number has lost digits, so they are looked up in the text. */
function versionIn({ text, value }) {
  const version = value?.version;
  if (typeof version !== 'number') {
    return typeof version === 'string' ? version : null;
  }
  const digits = [...text.matchAll(/"version"\s*:\s*(\d+)/g)].map((match) => match[1]);
  return digits.find((candidate) => Number(candidate) === version) ?? null;
}

function outcomeOf({ value }, response, url, asked) {
  if (response.status === 503 && value?.type === 'urn:readside:parked') {
    return { state: 'parked', detail: value.detail };
  }
  if (!response.ok) {
    throw new ReadsideError(response.status, value, url);
  }
  const pending = { state: 'pending', retryAfterMs: value?.retryAfterMs ?? UNKNOWN_PAUSE_MS };
  if (value?.stale === true || response.headers.get('Readside-Stale') === 'true') { // a list cannot say it in its body
    return { ...pending, stale: value.consistencyPending === true ? null : value };
  }
  if (value?.consistencyPending === true) {
    return pending;
  }
  return { state: 'fresh', value, ...asked };
}

/** What `work` comes to; undefined if the time is over first, which aborts it. */
async function bounded(within, signal, work) {
  const timer = within > 0 && within <= LONGEST_TIMER_MS ? AbortSignal.timeout(within) : undefined;
  try {
    return await work(AbortSignal.any([signal, timer].filter((one) => one)));
  } catch (failure) {
    if (timer?.aborted && !signal?.aborted) {
      return undefined;
    }
    throw failure;
  }
}

function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    setTimeout(resolve, ms);
  });
}

/** The first event of a stream; what follows is not waited for. EventSource would hide a refusal, and ask for ever. */
async function firstEvent(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value = '' } = await reader.read();
    text += value;
    const blocks = text.split(/\r\n\r\n|\n\n|\r\r/).slice(0, done ? undefined : -1);
    const block = blocks.find((one) => /^event:/m.test(one));
    if (block !== undefined || done) {
      reader.cancel().catch(() => {});
      const field = (name) => [...(block ?? '').matchAll(new RegExp(`^${name}: ?(.*)$`, 'gm'))].map((m) => m[1]).join('\n');
      return { event: field('event'), data: JSON.parse(field('data') || '{}') };
    }
  }
}

/**
 * The rows of a list as the server last told them, with the writes on top that it does not know of yet. They are laid
 * over it anew for each change, so undoing one leaves the others standing.
 *
 * @param turn the number of the query asked last; an answer with a higher one covers all that is written by now
 */
function optimisticRows(turn, { key, onChange = () => {} }) {
  let server = new Map();
  let answered = -1; // the turn of the answer that the rows are from
  let writes = []; // oldest first
  const changed = () => onChange(list());

  function list() {
    const shown = new Map([...server].map(([id, row]) => [id, { key: id, row, pending: false }]));
    for (const write of writes) {
      const before = shown.get(write.key);
      if (write.patch === null) {
        shown.delete(write.key);
      } else if (before !== undefined || write.inserts) { // else the server has deleted what was to be changed
        shown.set(write.key, { key: write.key, row: { ...before?.row, ...write.patch }, pending: true });
      }
    }
    const entries = [...shown.values()];
    const inserted = entries.filter((entry) => !server.has(entry.key)).reverse();
    return [...inserted, ...entries.filter((entry) => server.has(entry.key))];
  }

  /** Shows a write at once; `completed` tells what only the server knew, such as the id of a new row. */
  function optimistic(id, patch, promise, completed = () => ({})) {
    const write = { key: id, patch, inserts: !list().some((entry) => entry.key === id), writtenAt: Infinity };
    writes.push(write);
    changed();
    promise.then(
      (result) => {
        write.writtenAt = turn();
        if (write.patch !== null && write.inserts) {
          write.patch = { ...write.patch, ...completed(result) };
          write.key = key(write.patch) ?? id;
        }
        changed();
      },
      () => {
        writes = writes.filter((other) => other !== write);
        changed();
      },
    );
  }

  /** Takes the rows of a fresh answer. What was written before it was asked is in them, what was written later is not. */
  function fresh(answer, rows) {
    if (answer.state !== 'fresh' || answer.turn < answered) {
      return; // answers may overtake each other
    }
    answered = answer.turn;
    server = new Map(rows.map((row) => [key(row), row]));
    writes = writes.filter((write) => answer.turn <= write.writtenAt);
    changed();
  }

  return { optimistic, fresh, list };
}
