"""Collects prices of boat parts: a spider, a browser for the pages that need one, and the soup of an old catalogue."""

import scrapy
from bs4 import BeautifulSoup
from scrapy.linkextractors import LinkExtractor
from scrapy.loader import ItemLoader
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import WebDriverWait

from boats.pages import click, open_page

NEXT = "//nav//a[contains(@rel, 'next')]"


class Parts(scrapy.Spider):
    name = "parts"
    links = LinkExtractor(allow=r"/parts/\d+", restrict_xpaths="//main//a", restrict_css="ul.parts > li")

    def parse(self, response):
        for part in response.css("div.part"):
            loader = ItemLoader(item={}, selector=part)
            loader.add_css("name", "h2::text")
            loader.add_xpath("price", ".//span[@class='price']/text()")
            loader.add_value("url", response.url)
            yield loader.load_item()
        following = response.css("li.next a::attr(href)").get()
        if following is not None:
            yield response.follow(following, self.parse)


def rendered(address):
    browser = webdriver.Firefox()
    browser.get(address)
    browser.find_element(By.ID, "cookies").click()
    WebDriverWait(browser, 5).until(expected_conditions.presence_of_element_located((By.CSS_SELECTOR, "div.prices")))
    for row in browser.find_elements(By.XPATH, "//table[@id='prices']//tr"):
        print(row.find_element_by_css_selector("td.name").text, row.text.find("/each"))
    click(browser, args=(By.XPATH, NEXT))
    browser.execute_script("window.scrollTo(0, document.body.scrollHeight);")
    return browser.page_source


def catalogue(soup):
    rows = [one.text for one in soup.select("tr.part > td")]
    page = open_page("style.css", css_class="wide")
    page.add_css("print.css")
    return rows, soup.find("h1").text, soup.find_all("a", class_="more")


if __name__ == "__main__":
    print(catalogue(BeautifulSoup(rendered("https://boats.example.org"), "html.parser")))
