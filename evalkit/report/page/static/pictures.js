// Pictures of what results look like. Each lies in the page as Base64, and becomes an image when a reader comes near it.

const pictureLinks = () => [...document.querySelectorAll("a[data-picture]")];
const imageData = (name) => document.querySelector(`script[data-image="${CSS.escape(name)}"]`).textContent.trim();

function imageOf({ picture, alt, width, height }) {
  return make("img", { alt, width: Number(width), height: Number(height), src: `data:image/webp;base64,${imageData(picture)}` });
}

const picturesNear = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    picturesNear.unobserve(target);
    target.replaceChildren(imageOf(target.dataset));
  }
}, { rootMargin: "400px" });
for (const anchor of pictureLinks()) picturesNear.observe(anchor);

// The pictures of one implementation, to stand below its code.
function picturesBeside(task, tool, level) {
  const wanted = `${linkTo("picture", task, tool, level)}/`;
  return pictureLinks().filter(({ dataset }) => dataset.picture.startsWith(wanted)).map(({ dataset }) => {
    const anchor = make("a", { href: `#${dataset.picture}` }, imageOf(dataset));
    return make("figure", { className: "drawn" }, anchor, make("figcaption", {}, make("code", {}, dataset.of)));
  });
}

// '#picture/task/tool/level/number': the picture as large as it is.
function picturePage(task, tool, level, number) {
  const name = linkTo("picture", task, tool, level, number);
  const found = pictureLinks().find(({ dataset }) => dataset.picture === name);
  if (!found) return null;
  return [[isolated(toolName(tool)), ` · ${level} · `, isolated(found.dataset.of)], [
    make("figure", { className: "drawn large" }, imageOf(found.dataset)),
    make("p", {}, anchorTo(linkTo("implementation", task, tool, level), "The implementation, its outcome and its log")),
  ]];
}
