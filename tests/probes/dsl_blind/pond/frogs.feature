Feature: frogs are counted once
  Scenario: two sightings
    Given two sightings of frog 7
    Then there is one frog
