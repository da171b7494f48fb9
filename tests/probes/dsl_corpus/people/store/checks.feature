Feature: Scores
  Scenario: A good row
    Given a row with a score of 3
    When it is checked
    Then it passes
