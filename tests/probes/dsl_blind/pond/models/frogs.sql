{{ config(materialized="incremental", unique_key="frog_id") }}
select frog_id, max(seen_at) as seen_at
from {{ source("pond", "sightings") }}
{% if is_incremental() %} where seen_at > (select max(seen_at) from {{ this }}) {% endif %}
group by 1
