// Steps on their way to the server: one after the other, kept in this window while there is no
// connection, and each sent under a key of its own so that it is carried out once.

const AGAIN = 4000 // milliseconds until a step is sent again
const QUIET = 600 // milliseconds until what happened is announced

export class Saver {
  constructor(ways) {
    Object.assign(this, ways)
    this.steps = []
    this.sending = false
    window.addEventListener("online", () => this.send())
    window.addEventListener("beforeunload", (event) => { if (this.steps.length) event.preventDefault() })
  }

  add(step) {
    step.key = crypto.randomUUID?.() || `${Date.now()}-${Math.random()}`
    this.steps.push(step)
    this.say("Saving…")
    this.send()
  }

  waiting() {
    return this.steps.flatMap((step) => step.cells)
  }

  // Said after a pause, so that a screen reader is not told of each cell.
  say(words, bad = false) {
    clearTimeout(this.later)
    this.status.classList.toggle("is-late", bad)
    this.later = setTimeout(() => { this.status.textContent = words }, words === "Saving…" ? 0 : QUIET / 4)
  }

  async send() {
    if (this.sending || !this.steps.length) return
    this.sending = true
    const step = this.steps[0]
    // What stood there when the step was made, or came of the step before it. A step that is sent
    // again is sent as it was.
    step.body ||= JSON.stringify(step.cells.map((cell) => ({ ...cell, seen: this.seenIn(cell) })))
    const body = new URLSearchParams({ cells: step.body, why: step.why, post_key: step.key })
    let answer
    try {
      answer = await fetch(this.address, {
        method: "POST", body, headers: { "X-CSRFToken": this.token, Accept: "application/json" },
      })
    } catch {
      this.sending = false
      const count = this.waiting().length
      this.say(`No connection: ${count} cell${count === 1 ? "" : "s"} kept in this window`, true)
      setTimeout(() => this.send(), AGAIN)
      return
    }
    if (answer.redirected && answer.url.includes("/account/login/")) {
      this.sending = false
      this.say("You are signed out. Sign in in another window: what you typed is kept in this one", true)
      setTimeout(() => this.send(), AGAIN)
      return
    }
    if (answer.redirected || answer.status === 503) {
      this.sending = false
      if (answer.status === 503) return setTimeout(() => this.send(), AGAIN)
      this.steps.shift()
      if (!this.steps.length) location.reload() // it had been carried out; the sheet shows what came of it
      return this.send()
    }
    this.steps.shift()
    this.sending = false
    const is_json = answer.headers.get("Content-Type")?.startsWith("application/json")
    this.told(step, answer.status, is_json ? await answer.json() : {
      words: ["The server did not take this. Open the sheet again, signed in, and look at what is saved."],
    })
    this.send()
  }

  told(step, status, answer) {
    this.redraw(answer.rows || {})
    if (status === 200) {
      this.say(`Saved ${answer.at}`)
    } else if (status === 409) {
      const lost = new Set(answer.conflicts.map((one) => `${one.e} ${one.a} ${one.c}`))
      const rest = step.cells.filter((one) => !lost.has(`${one.e} ${one.a} ${one.c}`))
      this.conflict(step, answer)
      this.say(`${answer.conflicts.length === 1 ? "One cell was" : "Some cells were"} changed by somebody else`, true)
      if (rest.length) this.add({ ...step, cells: rest, body: null })
    } else {
      this.redrawStep(step)
      this.refused(step, answer)
      this.say("Not saved", true)
    }
  }

  // The rows of a step that was refused before the server looked at them, as they stand.
  redrawStep(step) {
    for (const cell of step.cells) this.fetchRow(cell)
  }

  async fetchRow({ e }) {
    this.asked ||= new Set()
    if (this.asked.has(e)) return
    this.asked.add(e)
    try {
      const answer = await fetch(`rows/${e}/`, { headers: { Accept: "application/json" } })
      if (answer.ok) this.redraw((await answer.json()).rows)
    } finally {
      this.asked.delete(e)
    }
  }
}
