// A file on its way in pieces. Where the connection breaks off it goes on by itself; where the page
// was closed it goes on as soon as the same file is chosen again. Without this the form is sent whole.

const FIRST_WAIT = 1000 // milliseconds until a piece is sent again, doubled each time
const LONGEST_WAIT = 15000
const PLACE = "fairmark-sending:"

const region = document.querySelector("[data-sending]")
const form = region?.querySelector("form")
const chosen = form?.querySelector("input[type=file]")
const progress = region?.querySelector("[data-progress]")
const bar = progress?.querySelector("progress")
const said = progress?.querySelector("[role=status]")
const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value
let stopped = false

const pause = (long) => new Promise((resume) => {
  const timer = setTimeout(resume, long)
  window.addEventListener("online", () => { clearTimeout(timer); resume() }, { once: true })
})

// What is remembered of a file that is on its way, so that it can go on after the page was closed.
const remembered = {
  key: (file, copies) => `${PLACE}${region.dataset.sending}${copies}:${file.name}:${file.size}:${file.lastModified}`,
  read(file, copies) { try { return localStorage.getItem(this.key(file, copies)) } catch { return null } },
  keep(file, copies, address) { try { localStorage.setItem(this.key(file, copies), address) } catch { /* it is only a comfort */ } },
  drop(file, copies) { try { localStorage.removeItem(this.key(file, copies)) } catch { /* as above */ } },
}

function show(sent, size, words = "") {
  const percent = Math.floor((sent / size) * 100)
  bar.value = percent
  said.textContent = words || `Sending: ${percent} % of ${megabytes(size)} has arrived.`
}

const megabytes = (size) => size < 1024 ** 2 ? `${Math.ceil(size / 1024)} KB` : `${(size / 1024 ** 2).toFixed(1)} MB`

// Ask again until there is an answer. A refusal is an answer; a server that is busy is not.
async function answer(address, options, sent, size) {
  for (let wait = FIRST_WAIT; !stopped; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      const response = await fetch(address, { headers: { Accept: "application/json" }, ...options })
      if (response.redirected) return { status: 401, held: { words: ["You are signed out. Sign in again and choose the same file: it goes on from here."] } }
      if (response.status < 500) return { status: response.status, held: await response.json() }
    } catch { /* there is no connection */ }
    show(sent, size, `The connection broke off at ${Math.floor((sent / size) * 100)} %. It goes on by itself.`)
    await pause(wait)
  }
  return { status: 0, held: {} }
}

async function begin(file, copies) {
  const known = remembered.read(file, copies)
  if (known) {
    const { status, held } = await answer(known, {}, 0, file.size).catch(() => ({ status: 404 }))
    if (status === 200) return { address: known, ...held }
    remembered.drop(file, copies)
  }
  const query = new URLSearchParams({ name: file.name, size: file.size, copies })
  const { status, held } = await answer(`${region.dataset.sending}?${query}`, {}, 0, file.size)
  if (status === 200) remembered.keep(file, copies, held.address)
  return held
}

async function send(file, copies) {
  const held = await begin(file, copies)
  let sent = held.arrived || 0
  let next = held.next
  while (!stopped && !next && !held.words) {
    show(sent, file.size)
    const piece = file.slice(sent, sent + Number(region.dataset.piece))
    const { status, held: came } = await answer(held.address, {
      method: "PUT", body: piece,
      headers: { Accept: "application/json", "X-CSRFToken": token(), "Upload-Offset": String(sent),
        "Content-Type": "application/octet-stream" },
    }, sent, file.size)
    if (status !== 200 && status !== 409) {
      held.words = came.words || ["The file was not taken. Choose it again."]
      if (status !== 401) remembered.drop(file, copies)
      break
    }
    sent = came.arrived
    next = came.next
  }
  if (next) {
    remembered.drop(file, copies)
    show(file.size, file.size, "All of it has arrived.")
    location.assign(next)
  } else {
    stop(held.words?.join(" ") || "Stopped. Choose the same file and it goes on from here.")
  }
}

function stop(words) {
  stopped = true
  said.textContent = words
  said.classList.add("is-late")
  progress.querySelector("[data-stop]").hidden = true
  form.querySelector("button").disabled = false
}

if (form && chosen && window.fetch && Blob.prototype.slice) {
  form.addEventListener("submit", (event) => {
    const file = chosen.files[0]
    if (!file) return
    event.preventDefault()
    stopped = false
    form.querySelector("button").disabled = true
    progress.hidden = false
    progress.querySelector("[data-stop]").hidden = false
    said.classList.remove("is-late")
    send(file, form.querySelector("[name=copies]:checked")?.value || "work")
  })
  progress.querySelector("[data-stop]").addEventListener("click", () => { stopped = true })
}
