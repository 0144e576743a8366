// The tracking sheet as an editor. Without it the sheet is a table whose cells are links.
// The server decides everything: what a mark means, who may decide what, and what a row then says.

import { Saver } from "./saving.js"

const table = document.querySelector("[data-grid]")
const body = table.tBodies[0]
const heads = [...table.tHead.rows[1].cells].filter((one) => one.dataset.c)
const side = document.querySelector("[data-side]")
const refusedBox = document.querySelector("[data-refused]")
const conflictBox = document.querySelector("[data-conflicts]")
const after = document.querySelector("[data-after]")
const AFTER = "fairmark-after-a-mark"
const PAUSE = 350 // milliseconds before the record of a cell is fetched

// -- places ------------------------------------------------------------------------------------

const wide = () => body.rows[0]?.cells.length - 1 || 0
const high = () => body.rows.length
const cellAt = (row, column) => body.rows[row]?.cells[column + 1]
const placeOf = (td) => [td.parentElement.sectionRowIndex, td.cellIndex - 1]
const isOpen = (td) => td && !td.hasAttribute("aria-readonly") && td.cellIndex <= heads.length
const keyOf = (td) => ({
  e: +td.parentElement.dataset.e,
  a: +heads[td.cellIndex - 1].dataset.a,
  c: +heads[td.cellIndex - 1].dataset.c,
})
const cellOf = ({ e, a, c }) => {
  const row = body.querySelector(`tr[data-e="${e}"]`)
  const column = heads.findIndex((one) => +one.dataset.a === a && +one.dataset.c === c)
  return row && column >= 0 ? row.cells[column + 1] : null
}
const LOOKS = { "c-a": "met", "c-R": "met", "c-d": "met", "c-x": "not met", "c-n": "not met" }
const LETTERS = { met: "✓", "not met": "✗", in: "⤓" } // as drawing.py has them
const outcomeOf = (td) => LOOKS[[...td.classList].find((one) => LOOKS[one])] || ""
const nameOf = (td) => td.parentElement.cells[0].querySelector("a").textContent
const codeOf = (td) => heads[td.cellIndex - 1].textContent

// -- one tab stop, and a selection ---------------------------------------------------------------

let here = [0, 0]
let corner = [0, 0]

const settle = (row) => {
  for (const one of row.querySelectorAll("td, a")) one.tabIndex = -1
}
for (const row of body.rows) settle(row)

const picked = () => {
  const [r1, r2] = [here[0], corner[0]].sort((a, b) => a - b)
  const [c1, c2] = [here[1], corner[1]].sort((a, b) => a - b)
  const rows = []
  for (let r = r1; r <= r2; r++) {
    const row = []
    for (let c = c1; c <= c2; c++) row.push(cellAt(r, c))
    rows.push(row)
  }
  return rows
}

const drawPicked = () => {
  for (const td of body.querySelectorAll(".is-picked")) {
    td.classList.remove("is-picked")
    td.removeAttribute("aria-selected")
  }
  const rows = picked()
  if (rows.length * rows[0].length < 2) return
  for (const td of rows.flat()) {
    td?.classList.add("is-picked")
    td?.setAttribute("aria-selected", "true")
  }
}

const go = (row, column, { extend = false, focus = true } = {}) => {
  const before = cellAt(...here)
  if (before) before.tabIndex = -1
  here = [Math.min(Math.max(row, 0), high() - 1), Math.min(Math.max(column, 0), wide() - 1)]
  if (!extend) corner = here
  const td = cellAt(...here)
  if (!td) return
  td.tabIndex = 0
  if (focus) td.focus()
  drawPicked()
  lookAt(td)
}

// -- the record at the side ----------------------------------------------------------------------

let timer = 0
let shown = ""
let asked = 0
let goingIn = "" // the record that F2 asked for and that is not there yet

const cellAddress = (td) => {
  const { e, a, c } = keyOf(td)
  return `${table.dataset.cells}${e}/${a}/${c}/`
}

const lookAt = (td) => {
  clearTimeout(timer)
  if (td.cellIndex > heads.length || !matchMedia("(min-width: 56rem)").matches) return
  timer = setTimeout(() => openSide(td), PAUSE)
}

const openSide = async (td, { enter = false } = {}) => {
  if (td.cellIndex > heads.length) return
  clearTimeout(timer)
  const address = cellAddress(td)
  const goIn = () => (side.querySelector("textarea, input:not([type=hidden])") || side).focus()
  if (enter && side.dataset.of === address) return goIn() // it is there already
  if (enter) goingIn = address
  const mine = ++asked
  shown = address
  try {
    const answer = await fetch(address, { headers: { "X-Panel": "1" } })
    const record = answer.ok ? await answer.text() : null
    if (record === null) return void (goingIn = "")
    // Only the last one asked for is shown, and never over what somebody is typing there.
    if (mine !== asked || (goingIn !== address && side.contains(document.activeElement))) return
    side.innerHTML = record
    side.dataset.of = address
  } catch {
    return void (goingIn = "") // the sheet itself says when there is no connection
  }
  if (goingIn === address) goIn()
  goingIn = ""
}

side.addEventListener("keydown", (event) => {
  if (event.key === "Escape") go(...here)
})

side.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-cell-form]")
  if (!form) return
  const said = new FormData(form)
  if (!said.get("outcome") || (form.elements.why && !said.get("why").trim())) return // the server says why
  event.preventDefault()
  const td = cellOf({ e: +form.dataset.e, a: +form.dataset.a, c: +form.dataset.c })
  change([{ td, outcome: said.get("outcome"), feedback: said.get("feedback") }], { why: said.get("why") || "" })
  go(...placeOf(td))
})

// -- deciding, undoing -----------------------------------------------------------------------------

const done = []
const undone = []

const icon = (name) => `<svg class="fm-i" aria-hidden="true"><use href="#i-${name}"/></svg>`

// Drawn at once as a draft; the row that the server sends takes its place.
const sketch = (td, outcome) => {
  td.classList.remove("c-a", "c-R", "c-x", "c-d", "c-n", "c-s", "c-k", "c-o", "c-q", "is-refused")
  td.classList.add("is-saving", ...(outcome === "met" ? ["c-d"] : outcome === "not met" ? ["c-n"] : ["c-s"]))
  const words = outcome === "cleared" ? "Taken back" : outcome === "met" ? "Achieved" : "Not achieved"
  const inside = td.querySelector("a") || td
  inside.textContent = outcome === "cleared" ? LETTERS.in : LETTERS[outcome]
  inside.ariaLabel = `${words}, being saved`
}

const saver = new Saver({
  address: table.dataset.decide,
  token: document.querySelector("[data-token] input").value,
  status: document.querySelector("[data-status]"),
  seenIn: (cell) => cellOf(cell)?.dataset.d || null,
  redraw: (rows) => redraw(rows),
  refused: (step, answer) => showRefusal(step, answer),
  conflict: (step, answer) => showConflicts(step, answer),
})

const redraw = (rows) => {
  const inGrid = body.contains(document.activeElement)
  for (const [e, html] of Object.entries(rows)) {
    const old = body.querySelector(`tr[data-e="${e}"]`)
    if (!old) continue
    const holder = document.createElement("template")
    holder.innerHTML = html
    const row = holder.content.firstElementChild
    settle(row)
    old.replaceWith(row)
  }
  for (const cell of saver.waiting()) {
    const td = cellOf(cell)
    if (td && cell.outcome) sketch(td, cell.outcome)
  }
  const td = cellAt(...here)
  if (td) td.tabIndex = 0
  if (inGrid && td && !body.contains(document.activeElement)) td.focus()
  drawPicked()
  count()
  if (shown && td && shown === cellAddress(td) && !side.contains(document.activeElement)) openSide(td)
}

const count = () => {
  const totals = table.tFoot.rows[0].cells
  heads.forEach((_, column) => {
    let achieved = 0
    for (const row of body.rows) achieved += outcomeOf(row.cells[column + 1]) === "met" ? 1 : 0
    totals[column + 1].textContent = achieved
  })
}

// One step: all of its cells are saved, or none. `undo` says that it must not be undone again.
const change = (cells, { why = "", undo = null, paste = null } = {}) => {
  const open = cells.filter(({ td }) => td)
  if (!open.length) return
  const before = open.map(({ td }) => ({ ...keyOf(td), outcome: outcomeOf(td) || "cleared" }))
  const step = {
    why, paste, reasons: [],
    cells: open.map(({ td, outcome, text, feedback }) => ({
      ...keyOf(td), ...(outcome ? { outcome } : { text, now: outcomeOf(td) }),
      ...(feedback === undefined ? {} : { feedback }),
    })),
  }
  for (const { td, outcome } of open) if (outcome) sketch(td, outcome)
  const back = { before, after: step.cells }
  if (undo === null) { done.push(back); undone.length = 0 }
  step.failed = () => { const place = done.indexOf(back); if (place >= 0) done.splice(place, 1) }
  saver.add(step)
}

const mark = (outcome) => {
  const several = picked().flat()
  const cells = several.filter(isOpen)
  if (!cells.length) {
    const td = cellAt(...here)
    openSide(td)
    saver.say(`${nameOf(td)}: this cell is not yours to decide, or nothing is handed in.`, true)
    return
  }
  change(cells.filter((td) => outcomeOf(td) !== outcome && (outcome !== "cleared" || outcomeOf(td)))
    .map((td) => ({ td, outcome })))
  if (several.length === 1 && outcome !== "cleared") {
    const [row, column] = here
    if (after?.value === "right") go(row, Math.min(column + 1, heads.length - 1))
    else go(row + 1, column)
  }
}

const undo = (from, to, which) => {
  const step = from.pop()
  if (!step) return saver.say("Nothing to undo.")
  to.push(step)
  change(step[which].map((one) => ({ td: cellOf(one), outcome: one.outcome || outcomeOf(cellOf(one)) })), { undo: which })
}

const fill = (along) => {
  let rows = picked()
  if (along === "down" && rows.length === 1) {
    rows = []
    for (let r = here[0]; r < high(); r++) rows.push([cellAt(r, here[1])])
  }
  const cells = []
  rows.forEach((row, r) => row.forEach((td, c) => {
    const source = along === "down" ? rows[0][c] : row[0]
    if ((along === "down" ? r : c) === 0 || !isOpen(td)) return
    const outcome = outcomeOf(source)
    if (outcome && outcomeOf(td) !== outcome) cells.push({ td, outcome })
  }))
  if (!cells.length) return saver.say("Nothing to fill: the first cell is empty, or nothing below it is open.")
  change(cells)
}

const tickRow = () => {
  const row = body.rows[here[0]]
  const cells = [...row.cells].slice(1).filter((td) => isOpen(td) && outcomeOf(td) !== "met")
  if (!cells.length) return saver.say(`${nameOf(row.cells[1])}: nothing left to tick.`)
  change(cells.map((td) => ({ td, outcome: "met" })))
}

// -- what the server did not take ----------------------------------------------------------------

const words = (tag, text, parent) => {
  const made = document.createElement(tag)
  made.textContent = text
  parent.append(made)
  return made
}

const showRefusal = (step, answer) => {
  step.failed()
  refusedBox.hidden = false
  refusedBox.replaceChildren()
  const holder = document.createElement("div")
  words("b", step.paste ? "Nothing was pasted" : "This was not saved", holder)
  const list = document.createElement("ul")
  list.className = "fm-list"
  for (const one of answer.refused?.length ? answer.refused : (answer.words || []).map((said) => ({ words: said }))) {
    const td = one.e ? cellOf(one) : null
    if (td) td.classList.add("is-refused")
    const where = td && step.paste
      ? `Row ${td.parentElement.sectionRowIndex + 1 - step.paste[0] }, ${codeOf(td)}, ${nameOf(td)}: `
      : td ? `${nameOf(td)}, ${codeOf(td)}: ` : ""
    words("li", where + one.words, list)
  }
  holder.append(list)
  if (answer.needs_why) {
    const form = document.createElement("form")
    const label = words("label", "Why are they corrected? ", form)
    const input = document.createElement("input")
    input.className = "fm-input"
    input.required = true
    input.maxLength = 300
    label.append(input)
    words("button", "Correct with this reason", form).className = "fm-btn fm-btn--s"
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      refusedBox.hidden = true
      change(step.cells.map((one) => ({ td: cellOf(one), ...one })), { why: input.value })
      go(...here)
    })
    holder.append(form)
    setTimeout(() => input.focus())
  }
  refusedBox.insertAdjacentHTML("afterbegin", icon("unk"))
  refusedBox.append(holder)
}

const showConflicts = (step, answer) => {
  step.failed()
  conflictBox.replaceChildren()
  const said = { met: "tick", "not met": "cross", cleared: "empty cell", "": "empty cell" }
  for (const one of answer.conflicts) {
    const td = cellOf(one)
    if (td) {
      td.classList.add("c-q")
      const inside = td.querySelector("a") || td
      inside.textContent = [one.yours, one.theirs].map((name) => LETTERS[name] || "").join("")
      inside.ariaLabel = `Two decisions: yours ${one.yours}, theirs ${one.theirs || "none"}`
    }
    const note = document.createElement("div")
    note.className = "fm-note is-due fm-b4"
    note.setAttribute("role", "status")
    note.insertAdjacentHTML("afterbegin", icon("tri"))
    const text = words("p", "", note)
    words("strong", "One cell was changed by two people. ", text)
    text.append(`${one.words} Nothing is lost.`)
    const buttons = document.createElement("div")
    buttons.className = "fm-btns"
    const theirs = words("button", one.by ? `Keep ${one.by}’s ${said[one.theirs]}` : "Leave it empty", buttons)
    const mine = words("button", `Keep my ${said[one.yours]}`, buttons)
    for (const button of [theirs, mine]) {
      button.type = "button"
      button.className = "fm-btn fm-btn--2 fm-btn--s"
    }
    theirs.addEventListener("click", () => { note.remove(); saver.fetchRow(one); go(...here) })
    mine.addEventListener("click", () => {
      note.remove()
      const cell = cellOf(one)
      if (cell) {
        if (one.seen) cell.dataset.d = one.seen
        else delete cell.dataset.d
        change([{ td: cell, outcome: one.yours, feedback: one.feedback }], { why: step.why })
      }
      go(...here)
    })
    note.append(buttons)
    conflictBox.append(note)
  }
}

// -- keys, clipboard, mouse --------------------------------------------------------------------------

const MARKS = { y: "met", 1: "met", a: "met", " ": "met", n: "not met", 0: "not met", x: "not met",
  Delete: "cleared", Backspace: "cleared" }

// The names are no tab stops: arrows lead to them, and from one to the next.
const goToName = (row) => body.rows[row]?.cells[0].querySelector("a").focus()

table.addEventListener("keydown", (event) => {
  const name = event.target.closest("tbody th")
  if (name) {
    const row = name.parentElement.sectionRowIndex
    const ways = { ArrowUp: () => goToName(row - 1), ArrowDown: () => goToName(row + 1), ArrowRight: () => go(row, 0) }
    if (!ways[event.key]) return
    event.preventDefault()
    return ways[event.key]()
  }
  if (!event.target.closest("tbody td")) return
  const [row, column] = here
  const extend = event.shiftKey
  const held = event.ctrlKey || event.metaKey
  const moves = {
    ArrowUp: [held ? 0 : row - 1, column], ArrowDown: [held ? high() - 1 : row + 1, column],
    ArrowLeft: [row, held ? 0 : column - 1], ArrowRight: [row, held ? wide() - 1 : column + 1],
    Home: [held ? 0 : row, 0], End: [held ? high() - 1 : row, wide() - 1],
    PageUp: [row - 10, column], PageDown: [row + 10, column],
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  let taken = true
  if (event.key === "ArrowLeft" && column === 0 && !held && !extend) goToName(row)
  else if (moves[event.key]) go(...moves[event.key], { extend })
  else if (held && key === "z") event.shiftKey ? undo(undone, done, "after") : undo(done, undone, "before")
  else if (held && key === "y") undo(undone, done, "after")
  else if (held && key === "d") fill("down")
  else if (held && key === "r") fill("right")
  else if (held) taken = false
  else if (event.key === "F2" || (event.key === "Enter" && event.altKey)) openSide(cellAt(row, column), { enter: true })
  else if (event.key === "Enter") go(row + (extend ? -1 : 1), column)
  else if (event.key === "Escape") go(row, column)
  else if (key === "?") toggleKeys()
  else if (MARKS[key]) mark(MARKS[key])
  else taken = false
  if (taken) event.preventDefault()
})

table.addEventListener("click", (event) => {
  const td = event.target.closest("tbody td")
  if (!td || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  go(...placeOf(td), { extend: event.shiftKey })
})

table.addEventListener("dblclick", (event) => {
  const td = event.target.closest("tbody td")
  if (isOpen(td)) mark(outcomeOf(td) === "met" ? "not met" : "met")
})

document.addEventListener("copy", (event) => {
  if (!event.target.closest?.("[data-grid] tbody td")) return
  const letters = { met: "Y", "not met": "N", "": "" }
  const text = picked().map((row) => row.map((td) =>
    td.cellIndex > heads.length ? td.innerText.trim() : letters[outcomeOf(td)]).join("\t")).join("\n")
  event.clipboardData.setData("text/plain", text)
  event.preventDefault()
})

document.addEventListener("paste", (event) => {
  if (!event.target.closest?.("[data-grid] tbody td")) return
  event.preventDefault()
  const block = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "").split(/\r?\n/)
    .map((line) => line.split("\t"))
  paste(block)
})

const paste = (block) => {
  const [row, column] = [Math.min(here[0], corner[0]), Math.min(here[1], corner[1])]
  const tall = block.length
  const broad = Math.max(...block.map((line) => line.length))
  const refuse = (said) => showRefusal({ failed: () => {}, paste: [row], cells: [] }, { words: [said] })
  if (row + tall > high()) {
    return refuse(`The block has ${tall} rows, and from ${nameOf(cellAt(row, 0))} down there are ` +
      `${high() - row}: row ${high() - row + 1} of the block has no learner. Copy fewer rows, or begin further up.`)
  }
  if (column + broad > heads.length) {
    return refuse(`The block has ${broad} columns, and from here on there are ${heads.length - column}: ` +
      `column ${heads.length - column + 1} of the block has no criterion. Copy fewer columns, or begin further left.`)
  }
  const cells = []
  block.forEach((line, r) => line.forEach((text, c) => {
    const td = cellAt(row + r, column + c)
    if (text.trim()) cells.push({ td, text })
  }))
  if (!cells.length) return saver.say("The block is empty, so nothing was pasted.")
  refusedBox.hidden = true
  change(cells, { paste: [row] })
}

const toggleKeys = () => {
  const keys = document.querySelector("[data-keys]")
  keys.hidden = !keys.hidden
}

const tools = document.querySelector("[data-tools]")
tools.hidden = false
tools.addEventListener("click", (event) => {
  const what = event.target.closest("[data-do]")?.dataset.do
  if (what === "undo") undo(done, undone, "before")
  if (what === "fill") fill("down")
  if (what === "tick-row") tickRow()
  if (what === "keys") toggleKeys()
})

if (after) {
  after.value = localStorage.getItem(AFTER) || "down"
  after.addEventListener("change", () => localStorage.setItem(AFTER, after.value))
}
table.tHead.style.setProperty("--band", `${table.tHead.rows[0].offsetHeight}px`) // not on the table: each cell would be styled anew
go(0, 0, { focus: false })
