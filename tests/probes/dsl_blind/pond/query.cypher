MATCH (f:Frog)-[:LIVES_IN]->(p:Pond) RETURN p.name, count(f);
