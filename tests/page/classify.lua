-- What the load asks: one title after the other, as small software would.
local titles = {
  "Traffic Manager (H/F) - CDI - Lyon", "Chargé·e de webmarketing / SEO – Lille", "Rédactrice web, fiches produits",
  "Téléconseillère à distance", "Assistant(e) e-commerce polyvalent", "Graphiste / webdesigner", "Boulanger",
}
local at = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  at = at % #titles + 1
  return wrk.format(nil, nil, nil, '{"title":"' .. titles[at] .. '"}')
end
