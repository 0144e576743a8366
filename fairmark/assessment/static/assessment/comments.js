// Puts a kept comment into the feedback that was typed in last, to be edited there.
// Without scripts the comments stand beside the form and are copied by hand.

let last = null

const isFeedback = (field) =>
  field instanceof HTMLTextAreaElement && /^(f\d+|feedback)$/.test(field.name)

const field = () =>
  last && last.isConnected ? last : [...document.querySelectorAll("textarea")].find(isFeedback)

document.documentElement.classList.add("has-kept")

document.addEventListener("focusin", (event) => {
  if (isFeedback(event.target)) last = event.target
})

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]")
  const into = button && field()
  if (!into) return
  const words = button.closest("li").querySelector("[data-words]").textContent.trim()
  const before = into.value.trimEnd()
  into.value = before ? `${before}\n${words}` : words
  into.dispatchEvent(new Event("input", { bubbles: true }))
  into.focus()
})
