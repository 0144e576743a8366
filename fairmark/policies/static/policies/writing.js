// Writing a section with scripts on: the text as it will read, instead of its marks.
// Without scripts the plain field stays. Only what a policy is made of can be written here,
// and the server cleans it all the same.

import {
  Blockquote, Bold, BulletList, Document, Editor, Extension, Gapcursor, HardBreak, Heading, History,
  Italic, Link, ListItem, OrderedList, Paragraph, Plugin, Table, TableCell, TableHeader, TableRow,
  Text, pm,
} from "../django_prose_editor/editor.js"

// What may stand in braces, with what it reads as now, from the list that the page shows.
const braces = new Map(
  [...document.querySelectorAll("[data-placeholder]")].map((one) => [
    one.dataset.placeholder, one.dataset.now,
  ]),
)

// A name or a number in braces is drawn as a token that says what it reads as. It is only drawn:
// the text holds the same letters, so that what is posted is what was always posted.
const Tokens = Extension.create({
  name: "tokens",
  addProseMirrorPlugins: () => [
    new Plugin({ props: { decorations: ({ doc }) => {
      const found = []
      doc.descendants((node, place) => {
        for (const match of node.isText ? node.text.matchAll(/\{[^{}]+\}/g) : []) {
          const now = braces.get(match[0])
          const from = place + match.index
          found.push(pm.view.Decoration.inline(from, from + match[0].length, now === undefined
            ? { class: "fm-token fm-token--unknown" }
            : { class: "fm-token", "data-now": now || "not filled in yet" }))
        }
      })
      return pm.view.DecorationSet.create(doc, found)
    } } }),
  ],
})

const EXTENSIONS = [
  Blockquote, Bold, BulletList, Document, Gapcursor, HardBreak,
  Heading.configure({ levels: [3, 4] }), History, Italic,
  Link.extend({ addKeyboardShortcuts: () => ({}) }).configure({
    enableTarget: false, autolink: false, protocols: ["https", "mailto"],
  }),
  ListItem, OrderedList, Paragraph, Table, TableCell, TableHeader, TableRow, Text, Tokens,
]

// A table begins with words in its header: a header without words names nothing.
const table = (chain) =>
  chain.insertTable({ rows: 3, cols: 2, withHeaderRow: true }).insertContent("What")
    .goToNextCell().insertContent("How").goToNextCell()

// The words on a button, what it does, and what says that it is on.
const BUTTONS = [
  ["Bold", (chain) => chain.toggleBold(), "bold"],
  ["Italic", (chain) => chain.toggleItalic(), "italic"],
  ["Heading", (chain) => chain.toggleHeading({ level: 3 }), "heading", { level: 3 }],
  ["Smaller heading", (chain) => chain.toggleHeading({ level: 4 }), "heading", { level: 4 }],
  ["Points", (chain) => chain.toggleBulletList(), "bulletList"],
  ["Numbered", (chain) => chain.toggleOrderedList(), "orderedList"],
  ["Quotation", (chain) => chain.toggleBlockquote(), "blockquote"],
  ["Table", table],
  ["Undo", (chain) => chain.undo()],
  ["Redo", (chain) => chain.redo()],
]

// What can be done to the table that the cursor is in.
const IN_TABLE = [
  ["Add a row", (chain) => chain.addRowAfter()],
  ["Take the row out", (chain) => chain.deleteRow()],
  ["Add a column", (chain) => chain.addColumnAfter()],
  ["Take the column out", (chain) => chain.deleteColumn()],
  ["Take the table out", (chain) => chain.deleteTable()],
]

const made = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

const button = (words, act) => {
  const one = made("button", { type: "button", className: "fm-btn fm-btn--2 fm-btn--s" }, words)
  one.addEventListener("click", act)
  return one
}

const toolbar = (label) => {
  const bar = made("div", { className: "fm-write__bar" })
  bar.setAttribute("role", "group")
  bar.setAttribute("aria-label", label)
  return bar
}

function tools(editor) {
  const bar = toolbar("How the text looks")
  const inTable = toolbar("This table")
  const acting = (act) => () => act(editor.chain().focus()).run()
  const marked = BUTTONS.map(([words, act, name, attributes]) => {
    const one = button(words, acting(act))
    bar.append(one)
    return [one, name, attributes]
  })
  inTable.append(...IN_TABLE.map(([words, act]) => button(words, acting(act))))
  const update = () => {
    for (const [one, name, attributes] of marked) {
      if (name) one.setAttribute("aria-pressed", editor.isActive(name, attributes))
    }
    inTable.hidden = !editor.isActive("table")
  }
  editor.on("transaction", update)
  update()
  return [bar, inTable, linking(editor), inserting(editor)].filter(Boolean)
}

// A link is put on the words that are marked: its address stands in a field of its own.
function linking(editor) {
  const bar = toolbar("A link on the marked words")
  const address = made("input", {
    type: "url", id: "link-address", className: "fm-input", placeholder: "https://", size: 30,
  })
  address.setAttribute("form", "none")
  const said = made("span", { className: "fm-quiet" })
  said.setAttribute("role", "status")
  const put = button("Put the link", () => {
    if (editor.state.selection.empty && !editor.isActive("link")) {
      said.textContent = "First mark the words that are to be the link."
    } else if (!/^(https:\/\/|mailto:)\S+$/.test(address.value)) {
      said.textContent = "An address begins with https://"
    } else {
      said.textContent = "The link is put."
      editor.chain().focus().extendMarkRange("link").setLink({ href: address.value }).run()
    }
  })
  const take = button("Take the link off", () =>
    editor.chain().focus().extendMarkRange("link").unsetLink().run(),
  )
  const label = made("label", { htmlFor: "link-address" }, "Address")
  editor.on("selectionUpdate", () => {
    said.textContent = ""
    if (editor.isActive("link")) address.value = editor.getAttributes("link").href
  })
  bar.append(label, address, put, take, said)
  return bar
}

// Names and numbers are put in braces at the cursor, from the list that the page shows.
function inserting(editor) {
  const known = [...document.querySelectorAll("[data-placeholder]")]
  if (!known.length) return null
  const bar = toolbar("Names and numbers")
  const choice = made("select", { id: "placeholder", className: "fm-select" })
  choice.append(
    ...known.map((one) =>
      made("option", { value: one.dataset.placeholder }, one.textContent.trim()),
    ),
  )
  const put = button("Put it in", () => editor.chain().focus().insertContent(choice.value).run())
  bar.append(made("label", { htmlFor: "placeholder" }, "Name or number"), choice, put)
  return bar
}

function write(area) {
  const form = area.form
  const kept = form.elements.html
  const label = form.querySelector(`label[for="${area.id}"]`)
  label.removeAttribute("for")
  const id = area.id
  area.id = `${id}_plain` // links to the field lead to where it is written now
  const box = made("div", { className: "fm-write" })
  const hint = made(
    "p", { className: "fm-hint", id: `${id}_keys` },
    "Ctrl+B and Ctrl+I work too. Escape leaves the text for the buttons above it.",
  )
  const editor = new Editor({
    element: box,
    injectCSS: false,
    extensions: EXTENSIONS,
    content: area.dataset.html,
    editorProps: {
      attributes: {
        role: "textbox", "aria-multiline": "true", "aria-label": label.textContent.trim(),
        "aria-describedby": hint.id,
        class: "fm-write__text fm-prose", id,
      },
      handleKeyDown(_view, event) {
        if (event.key !== "Escape") return false
        form.querySelector(".fm-write__bar button").focus()
        return true
      },
    },
  })
  document.getElementById(`${id}_helptext`)?.remove()
  area.before(hint, ...tools(editor), box)
  area.hidden = true
  area.disabled = true
  label.addEventListener("click", () => editor.commands.focus())
  form.addEventListener("submit", () => {
    kept.value = editor.isEmpty ? "<p></p>" : editor.getHTML()
  })
}

document.querySelectorAll("textarea[data-html]").forEach(write)
